import type { JournalReader } from '../../../core/journal.ts';
import type { Console } from '../../../core/operations.ts';
import type { Log } from '../../../core/ports.ts';
import { changeBody } from '../body/journal.ts';
import { Broadcast } from './broadcast.ts';
import { formatEvent, formatRetry, HEARTBEAT } from './format.ts';
import { readTail } from './journal-tail.ts';
import type { Listening } from './listener.ts';
import { OpenScalings } from './open-scalings.ts';
import { endOf, formatPosition, isBehind, type Position } from './position.ts';
import { ServiceChanges } from './service-changes.ts';

/** How often the controller and its journal are looked at while somebody listens. Milliseconds. */
const POLL_MS = 500;
const POLLS_PER_HEARTBEAT = 20;
const RETRY_MS = 3_000;
/** Listeners at once. */
const MAX_LISTENERS = 1_024;
/** Changes whose end a listener may have missed. */
const LATEST_CHANGES = 20;

/** What the feed tells of, and to whom it tells how it goes. */
export interface FeedParts {
  readonly console: Console;
  readonly journal: JournalReader;
  readonly log: Log;
}

/**
 * Live events: the state of services whenever it changes, and everything new in the journal. What is sent is made once
 * for all listeners; while nobody listens nothing is done.
 */
export class EventFeed {
  readonly #parts: FeedParts;
  readonly #listeners = new Broadcast();
  #services: ServiceChanges;
  #scalings: OpenScalings;
  #position: Position = { decision: 0, step: 0, change: 0 };
  #timer: NodeJS.Timeout | undefined;
  #idlePolls = 0;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#services = new ServiceChanges(parts.console);
    this.#scalings = new OpenScalings(parts.journal);
  }

  get isFull(): boolean {
    return this.#listeners.size >= MAX_LISTENERS;
  }

  /** Lets somebody listen, first to all services and to what it missed since `from`. Throws `E_JOURNAL`. */
  add(listener: Listening, from: Position | undefined): void {
    if (this.#listeners.size === 0) this.#begin();
    const missed = this.#missedSince(from);
    const ready = formatEvent('ready', {}, formatPosition(this.#position));
    listener.send(this.#services.all());
    listener.send(Buffer.from(formatRetry(RETRY_MS) + missed + ready));
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#poll(), POLL_MS);
  }

  remove(listener: Listening): void {
    this.#listeners.remove(listener);
    if (this.#listeners.size === 0) this.#rest();
  }

  /** Ends every listener. */
  close(): void {
    this.#listeners.close();
    this.#rest();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #begin(): void {
    const { console, journal } = this.#parts;
    this.#services = new ServiceChanges(console);
    this.#services.read();
    this.#scalings = new OpenScalings(journal);
    this.#scalings.watch(journal.changes({ limit: LATEST_CHANGES }));
    this.#position = endOf(journal);
  }

  #missedSince(from: Position | undefined): string {
    if (from === undefined) return '';
    const { journal } = this.#parts;
    if (isBehind(from, this.#position)) return formatEvent('gap', {});
    const known = journal.changes({ before: from.change + 1, limit: LATEST_CHANGES });
    const ended = known.filter(({ outcome }) => outcome !== undefined).map(changeBody);
    const again = ended.reverse().map((body) => formatEvent('change', body));
    return again.join('') + readTail(journal, from, this.#position).text;
  }

  #poll(): void {
    const text = this.#news();
    this.#idlePolls = text === '' ? this.#idlePolls + 1 : 0;
    if (text !== '') this.#listeners.send(text);
    else if (this.#idlePolls % POLLS_PER_HEARTBEAT === 0) this.#listeners.send(HEARTBEAT);
  }

  #news(): string {
    try {
      const { text, end, changes } = readTail(this.#parts.journal, this.#position);
      this.#position = end;
      const ended = this.#scalings.takeEnded().map((change) => formatEvent('change', changeBody(change)));
      this.#scalings.watch(changes);
      return text + ended.join('') + this.#services.read(changes.length > 0);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'live events end: the journal cannot be read');
      this.close();
      return '';
    }
  }
}
