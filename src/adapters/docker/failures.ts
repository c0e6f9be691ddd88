import { stat } from 'node:fs/promises';
import { AutoscalerError } from '../../core/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** The engine's HTTP status behind an error, its own or one of ours that wraps it. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof AutoscalerError) return statusOf(error.cause);
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The engine's own words behind an error, without the client library's frame around them. */
export function engineMessage(error: unknown): string {
  if (error instanceof AutoscalerError)
    return error.cause === undefined ? error.message : engineMessage(error.cause);
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/^\(HTTP code \d+\) .*? - /s, '').trim();
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

/** Any failure of a call as our error. `what` says what was being done, as in "listing the containers". */
export async function translate(error: unknown, what: string, endpoint: Endpoint): Promise<AutoscalerError> {
  if (error instanceof AutoscalerError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' && endpoint.kind === 'socket') return missing(error, endpoint.path);
  if ((code === 'EACCES' || code === 'EPERM') && endpoint.kind === 'socket')
    return await forbidden(error, endpoint.path);
  if (typeof code === 'string' && UNREACHABLE.has(code)) return await unreachable(error, what, endpoint);
  return fromStatus(error, what);
}

/** The error for a call that passed its deadline. */
export function timedOut(
  what: string,
  endpoint: Endpoint,
  deadlineMs: number,
  cause: unknown,
): AutoscalerError {
  return new AutoscalerError(
    'E_DOCKER_TIMEOUT',
    `The Docker Engine at ${endpoint.url} did not answer within ${deadlineMs / 1000} s while ${what}.`,
    { fix: 'Look at the engine’s log and at the host’s load.', cause },
  );
}

function fromStatus(error: unknown, what: string): AutoscalerError {
  const status = statusOf(error);
  const said = engineMessage(error);
  if (status === 404 && /no such image/i.test(said)) {
    return new AutoscalerError(
      'E_IMAGE_GONE',
      `While ${what}: the image is gone from the engine (${said}).`,
      {
        fix: 'Build or pull the image again and run `docker compose up -d` for the service.',
        cause: error,
      },
    );
  }
  if (status === 409 && /already in use/i.test(said)) {
    return new AutoscalerError('E_NAME_TAKEN', `While ${what}: ${said}`, {
      fix: 'Remove or rename the container that has the name.',
      cause: error,
    });
  }
  return new AutoscalerError('E_DOCKER_API', `While ${what}, the Docker Engine said: ${said}`, {
    cause: error,
  });
}

function missing(cause: unknown, path: string): AutoscalerError {
  return new AutoscalerError('E_DOCKER_MISSING', `There is no Docker socket at ${path}.`, {
    fix: `Start the Docker Engine, mount the socket into the container (-v ${path}:${path}), or set DOCKER_HOST.`,
    cause,
  });
}

/** Docker makes a directory where it is to mount a path that the host does not have. */
function directoryInstead(cause: unknown, path: string): AutoscalerError {
  return new AutoscalerError('E_DOCKER_MISSING', `${path} is a directory, not the Docker socket.`, {
    fix: 'The host had no socket at the path that is mounted there: start the engine, or mount its socket from where it is (DOCKER_SOCKET in the shipped Compose file), then create the container again.',
    cause,
  });
}

async function forbidden(cause: unknown, path: string): Promise<AutoscalerError> {
  if (await isDirectory(path)) return directoryInstead(cause, path);
  const gid = await stat(path).then(
    (stats) => stats.gid,
    () => undefined,
  );
  const group = gid === undefined ? 'unknown' : String(gid);
  const sidecar = gid === undefined ? 'DOCKER_GID to the socket’s group' : `DOCKER_GID=${gid}`;
  return new AutoscalerError(
    'E_DOCKER_FORBIDDEN',
    `This user may not use the Docker socket ${path}, which belongs to the group with id ${group}.`,
    {
      fix: `As a sidecar: set ${sidecar}, so that group_add matches the socket. On a host: use sudo or join the docker group.`,
      cause,
    },
  );
}

async function unreachable(cause: unknown, what: string, endpoint: Endpoint): Promise<AutoscalerError> {
  if (endpoint.kind === 'socket' && (await isDirectory(endpoint.path)))
    return directoryInstead(cause, endpoint.path);
  const said = engineMessage(cause);
  return new AutoscalerError(
    'E_DOCKER_UNREACHABLE',
    `The Docker Engine at ${endpoint.url} does not answer while ${what} (${said}).`,
    { fix: 'Check that the engine runs: `docker info`.', cause },
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
