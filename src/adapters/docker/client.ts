import Docker from 'dockerode';
import { AutoscalerError } from '../../core/errors.ts';
import { type Endpoint, type EndpointSettings, parseEndpoint } from './endpoint.ts';
import { timedOut, translate } from './failures.ts';

/** What is done with the engine in one call. Hand `signal` to the library as `abortSignal`, everywhere. */
export type EngineCall<T> = (docker: Docker, signal: AbortSignal) => Promise<T>;

/** The one door to the engine: every call has a deadline, and every failure leaves as an `AutoscalerError`. */
export interface DockerClient {
  readonly endpoint: Endpoint;
  /**
   * Runs `use`; `what` completes "while …" in messages. Throws `E_DOCKER_*`, `E_IMAGE_GONE`, `E_NAME_TAKEN`, and
   * when the caller's signal aborts its reason, or `E_INTERRUPTED` where that is not one of our errors.
   */
  call<T>(what: string, signal: AbortSignal, use: EngineCall<T>, deadlineMs?: number): Promise<T>;
}

const DEFAULT_DEADLINE_MS = 10_000;

/** A client for the engine at the given address; nothing is contacted yet. Throws `E_CONFIG`. */
export function connect(settings: EndpointSettings): DockerClient {
  const endpoint = parseEndpoint(settings);
  const docker = open(endpoint);
  return {
    endpoint,
    call: async (what, signal, use, deadlineMs = DEFAULT_DEADLINE_MS) => {
      if (signal.aborted) throw interrupted(signal, what);
      const controller = new AbortController();
      const deadline = setTimeout(
        () => controller.abort(new DOMException('deadline', 'TimeoutError')),
        deadlineMs,
      );
      const onAbort = () => controller.abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([use(docker, controller.signal), rejection(controller.signal)]);
      } catch (error) {
        if (signal.aborted) throw interrupted(signal, what);
        if (controller.signal.aborted) throw timedOut(what, endpoint, deadlineMs, error);
        throw await translate(error, what, endpoint);
      } finally {
        clearTimeout(deadline);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

/** Every option is given, undefined too, because the library fills in missing ones from the environment. */
function open(endpoint: Endpoint): Docker {
  const none = { username: undefined, ca: undefined, cert: undefined, key: undefined, timeout: undefined };
  try {
    if (endpoint.kind === 'socket')
      return new Docker({
        ...none,
        socketPath: endpoint.path,
        host: undefined,
        port: undefined,
        protocol: 'http',
      });
    const { host, port, tls } = endpoint;
    const protocol = tls === undefined ? 'http' : 'https';
    return new Docker({ ...none, socketPath: undefined, host, port, protocol, ...tls });
  } catch (cause) {
    throw new AutoscalerError('E_CONFIG', `The Docker client cannot be set up for ${endpoint.url}.`, {
      fix: 'Check DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.',
      cause,
    });
  }
}

/** Never settles but by the signal: the library leaves some promises pending when a response is cut. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function interrupted(signal: AbortSignal, what: string): AutoscalerError {
  const cause: unknown = signal.reason;
  if (cause instanceof AutoscalerError) return cause;
  if (cause instanceof DOMException && cause.name === 'TimeoutError')
    return new AutoscalerError(
      'E_DOCKER_TIMEOUT',
      `The time for ${what} was up before the Docker Engine answered.`,
      {
        cause,
      },
    );
  return new AutoscalerError('E_INTERRUPTED', `Interrupted while ${what}.`, { cause });
}
