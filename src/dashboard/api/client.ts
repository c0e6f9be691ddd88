import type { Change, Decision, Page, Samples, Services, Session, Step, Usage } from './types.ts';

const BASE = 'api/v1';
const DEADLINE_MS = 10_000;

/** An answer that is not a success. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly fix: string | undefined;

  constructor(status: number, message: string, fix?: string) {
    super(message);
    this.status = status;
    this.fix = fix;
  }
}

/** Whose service is meant. */
export interface Ref {
  readonly project: string;
  readonly service: string;
}

/** The HTTP API with the token that the reader gave, if any. Every call throws `ApiFailure`, or what `fetch` throws. */
export class Client {
  readonly #token: string | undefined;

  constructor(token: string | undefined) {
    this.#token = token;
  }

  services(): Promise<Services> {
    return this.#get('services');
  }

  /** Every series without `names`. */
  samples(ref: Ref, since: Date, points: number, names: readonly string[] = []): Promise<Samples> {
    const query = new URLSearchParams({ since: since.toISOString(), points: String(points) });
    if (names.length > 0) query.set('series', names.join(','));
    return this.#get(`${path(ref)}/samples?${query}`);
  }

  decisions(ref: Ref, limit: number): Promise<Page<Decision>> {
    return this.#get(`decisions?${query(ref)}&limit=${limit}`);
  }

  steps(ref: Ref, limit: number): Promise<Page<Step>> {
    return this.#get(`steps?${query(ref)}&limit=${limit}`);
  }

  changes(ref: Ref, limit: number): Promise<Page<Change>> {
    return this.#get(`changes?${query(ref)}&limit=${limit}`);
  }

  /** What ran since then. */
  usage(ref: Ref, since: Date): Promise<{ readonly services: readonly Usage[] }> {
    return this.#get(`usage?${query(ref)}&since=${encodeURIComponent(since.toISOString())}`);
  }

  /** What this reader may do. */
  session(): Promise<Session> {
    return this.#get('session');
  }

  /** Asks for a number of replicas; how it ends comes as an event. */
  scale(ref: Ref, replicas: number): Promise<unknown> {
    return this.#send('POST', `${path(ref)}/scale`, { replicas });
  }

  /** For `seconds`, or until somebody resumes. */
  pause(ref: Ref, seconds: number | undefined): Promise<unknown> {
    return this.#send(
      'POST',
      `${path(ref)}/pause`,
      seconds === undefined ? {} : { until: inSeconds(seconds) },
    );
  }

  resume(ref: Ref): Promise<unknown> {
    return this.#send('POST', `${path(ref)}/resume`, {});
  }

  setBounds(
    ref: Ref,
    { min, max }: { readonly min: number | undefined; readonly max: number | undefined },
    seconds: number,
  ): Promise<unknown> {
    const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    return this.#send('POST', `${path(ref)}/bounds`, { ...bounds, until: inSeconds(seconds) });
  }

  liftBounds(ref: Ref): Promise<unknown> {
    return this.#send('DELETE', `${path(ref)}/bounds`, undefined);
  }

  /** What happens, as it happens, from the event with the id `last` on. */
  async events(
    last: string | undefined,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = last === undefined ? {} : { 'last-event-id': last };
    const response = await this.#fetch('events', { headers, signal });
    if (response.body === null) throw new ApiFailure(response.status, 'no body');
    return response.body;
  }

  async #get<T>(place: string): Promise<T> {
    return (await this.#call(place, {})) as T;
  }

  #send(method: 'POST' | 'DELETE', place: string, body: object | undefined): Promise<unknown> {
    if (body === undefined) return this.#call(place, { method });
    return this.#call(place, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  async #call(place: string, init: RequestInit): Promise<unknown> {
    const response = await this.#fetch(place, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
    return response.status === 204 ? undefined : response.json();
  }

  async #fetch(place: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    const response = await fetch(`${BASE}/${place}`, { ...init, headers });
    if (response.ok) return response;
    const answer = (await response.json().catch(() => undefined)) as Failure | undefined;
    throw new ApiFailure(response.status, answer?.error.message ?? response.statusText, answer?.error.fix);
  }
}

interface Failure {
  readonly error: { readonly message: string; readonly fix?: string };
}

function path({ project, service }: Ref): string {
  return `services/${encodeURIComponent(project)}/${encodeURIComponent(service)}`;
}

function query({ project, service }: Ref): string {
  return new URLSearchParams({ project, service }).toString();
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
