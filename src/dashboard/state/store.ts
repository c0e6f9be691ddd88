import { ApiFailure, Client } from '../api/client.ts';
import { EventParser, type ServerEvent } from '../api/event-parser.ts';
import { type Change, type Decision, keyOf, type Service, type Step } from '../api/types.ts';
import { keepToken } from './token.ts';

/** How this page and the controller stand with each other. */
export type Link =
  | { readonly kind: 'connecting' | 'live' | 'lost' }
  /** The controller wants a token, or another one. */
  | { readonly kind: 'refused'; readonly message: string; readonly fix: string | undefined };

/** Something in the journal. */
export type Entry =
  | { readonly kind: 'decision'; readonly entry: Decision }
  | { readonly kind: 'step'; readonly entry: Step }
  | { readonly kind: 'change'; readonly entry: Change };

/** Everything the page shows. */
export interface State {
  readonly link: Link;
  readonly services: ReadonlyMap<string, Service>;
  readonly faults: readonly string[];
  readonly waiting: readonly string[];
  /** What came in while the page was open, newest first, by service. */
  readonly news: ReadonlyMap<string, readonly Entry[]>;
  readonly client: Client;
  /** Whether the reader may change something. */
  readonly mayChange: boolean;
}

const KEPT_NEWS = 200;
const RECONNECT_MS = 2_000;
/** The API sends at least a comment every 10 s. */
const SILENCE_MS = 30_000;
const OVERVIEW_EVERY_MS = 30_000;

/** The state of the page: follows the controller's events, and tells whoever listens. */
export class Store {
  #state: State;
  readonly #listeners = new Set<() => void>();
  #lastId: string | undefined;
  #following = new AbortController();

  constructor(token: string | undefined) {
    this.#state = {
      link: { kind: 'connecting' },
      services: new Map(),
      faults: [],
      waiting: [],
      news: new Map(),
      client: new Client(token),
      mayChange: false,
    };
  }

  get state(): State {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Uses this token from now on, until the tab is closed. */
  useToken(token: string): void {
    keepToken(token);
    this.#set({ client: new Client(token), link: { kind: 'connecting' } });
    this.#lastId = undefined;
    this.start();
  }

  /** Follows the controller from now on, through restarts of it. */
  start(): void {
    this.#following.abort();
    this.#following = new AbortController();
    void this.#follow(this.#following.signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { right } = await this.#state.client.session();
        this.#set({ mayChange: right === 'change' });
        await this.#overview();
        await this.#listen(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) {
          this.#set({ link: { kind: 'refused', message: error.message, fix: error.fix } });
          return;
        }
      }
      if (signal.aborted) return;
      this.#set({ link: { kind: 'lost' } });
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  async #overview(): Promise<void> {
    const { services, faults, waiting } = await this.#state.client.services();
    this.#set({ services: new Map(services.map((service) => [keyOf(service), service])), faults, waiting });
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    const stream = await this.#state.client.events(this.#lastId, AbortSignal.any([signal, silence.signal]));
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    const overview = setInterval(() => void this.#overview().catch(() => undefined), OVERVIEW_EVERY_MS);
    let quiet: ReturnType<typeof setTimeout> | undefined;
    try {
      for (;;) {
        clearTimeout(quiet);
        quiet = setTimeout(() => silence.abort(), SILENCE_MS);
        const { done, value } = await reader.read();
        if (done) return;
        this.#take(parser.push(value));
      }
    } finally {
      clearTimeout(quiet);
      clearInterval(overview);
    }
  }

  #take(events: readonly ServerEvent[]): void {
    const services = new Map(this.#state.services);
    const news = new Map(this.#state.news);
    let { link } = this.#state;
    for (const { event, data, id } of events) {
      if (id !== undefined) this.#lastId = id;
      const body: unknown = JSON.parse(data);
      if (event === 'ready') link = { kind: 'live' };
      if (event === 'service') services.set(keyOf(body as Service), body as Service);
      if (event === 'service-gone') services.delete(keyOf(body as Service));
      if (event === 'decision' || event === 'step' || event === 'change') {
        const entry = { kind: event, entry: body } as Entry;
        const key = keyOf(entry.entry);
        const known = (news.get(key) ?? []).filter((old) => !isSame(old, entry));
        news.set(key, [entry, ...known].slice(0, KEPT_NEWS));
      }
    }
    this.#set({ services, news, link });
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Whether two entries are of the same thing, one of them newer. */
export function isSame(one: Entry, other: Entry): boolean {
  return one.kind === other.kind && one.entry.id === other.entry.id;
}
