import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FastifyError, FastifyReply } from 'fastify';
import { failureBody, LONGEST_QUOTE, SLOW_DOWN_MS, sendFailure } from './failures.ts';

const STATUSES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what cannot be led to any route, such as a path that is no text. */
export async function answerUnroutable(error: FastifyError, reply: FastifyReply): Promise<void> {
  await setTimeout(SLOW_DOWN_MS);
  sendFailure(reply, error.statusCode ?? 400, error.code, error.message.slice(0, LONGEST_QUOTE));
}

/** Answers what is no HTTP, and hangs up. */
export async function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): Promise<void> {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  await setTimeout(SLOW_DOWN_MS);
  const status = STATUSES[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify(failureBody('MALFORMED', status.slice(4).toLowerCase()));
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
}
