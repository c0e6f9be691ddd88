import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { classify, type FailureKind, RequestTimeout } from './failures.ts';
import type { LoadSettings } from './options.ts';

/** How one request ended; without `failure` it was answered in whole with 2xx. */
export interface Outcome {
  readonly failure?: FailureKind;
  readonly message: string;
  readonly reusedConnection: boolean;
}

type Settle = (failure?: FailureKind, message?: string) => void;

/** Sends one request, once. Calls `done` once, never throws, and never repeats a request. */
export function send(settings: LoadSettings, agent: Agent, done: (outcome: Outcome) => void): void {
  const { url, method, body, timeoutMs } = settings;
  const headers = method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {};
  const sent = request(url, { method, agent, headers });
  const deadline = setTimeout(() => {
    sent.destroy(new RequestTimeout(`no whole answer within ${timeoutMs} ms`));
  }, timeoutMs);
  let isSettled = false;
  const settle: Settle = (failure, message = '') => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(deadline);
    done({ ...(failure === undefined ? {} : { failure }), message, reusedConnection: sent.reusedSocket });
  };
  let answer: IncomingMessage | undefined;
  sent.on('response', (response) => {
    answer = response;
    receive(settings, response, settle);
  });
  sent.on('error', (error) => {
    const status = failedStatus(answer);
    if (status === undefined) settle(classify(error, answer !== undefined), error.message);
    else settle(status, error.message);
  });
  sent.on('close', () => {
    if (answer === undefined) settle('other', 'closed without an answer or an error');
    else if (!answer.complete)
      settle(failedStatus(answer) ?? 'cut', 'the connection closed within the answer');
  });
  finish(sent, settings);
}

function finish(sent: ClientRequest, { method, body }: LoadSettings): void {
  if (method === 'POST') sent.end(body);
  else sent.end();
}

function failedStatus(answer: IncomingMessage | undefined): FailureKind | undefined {
  const status = answer?.statusCode ?? 200;
  return status >= 200 && status < 300 ? undefined : `status-${status}`;
}

function receive(
  { expectEcho, expectEnd, body }: LoadSettings,
  answer: IncomingMessage,
  settle: Settle,
): void {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => {
    if (expectEcho || expectEnd !== '') chunks.push(chunk);
  });
  const status = failedStatus(answer);
  answer.on('error', (error) => settle(status ?? classify(error, true), error.message));
  answer.on('end', () => {
    if (status !== undefined) return settle(status, answer.statusMessage);
    const text = Buffer.concat(chunks).toString();
    if ((expectEcho && text !== body) || !text.endsWith(expectEnd))
      return settle('mismatch', `${text.length} other characters came back`);
    settle();
  });
}
