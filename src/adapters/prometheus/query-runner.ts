import { isVector, joinQueries, planBatches, splitAnswer } from './batch.ts';
import { mapBounded } from './bounded.ts';
import { Circuit } from './circuit.ts';
import type { InstantQuery, PrometheusConnection } from './connection.ts';
import { type Reading, readingOf } from './translate.ts';

/** How long a query that spoilt a batch is asked on its own. */
const ALONE_MS = 600_000;
const MAX_ALONE = 10_000;

/** A query and what came of it. */
type Answer = readonly [InstantQuery, Reading];

/** What one tick's queries have in common. */
interface Round {
  readonly circuit: Circuit;
  readonly signal: AbortSignal;
}

/** Runs many queries with few requests: bounded in number, joined where there are many. */
export class QueryRunner {
  readonly #connection: PrometheusConnection;
  readonly #concurrency: number;
  readonly #now: () => number;
  /** Queries to ask on their own, and until when. */
  readonly #alone = new Map<string, number>();

  constructor(connection: PrometheusConnection, concurrency: number, now: () => number) {
    this.#connection = connection;
    this.#concurrency = concurrency;
    this.#now = now;
  }

  /** Starts the queries of one tick. */
  round(signal: AbortSignal): Round {
    return { circuit: new Circuit(), signal };
  }

  /** A reading for every query; never rejects. */
  async run(queries: readonly InstantQuery[], round: Round): Promise<ReadonlyMap<InstantQuery, Reading>> {
    const now = this.#now();
    const batches = planBatches(queries, this.#concurrency, (query) => (this.#alone.get(query) ?? 0) > now);
    const answers = await mapBounded(batches, this.#concurrency, (batch) => this.#batch(batch, round));
    return new Map(answers.flat());
  }

  async #batch(batch: readonly InstantQuery[], round: Round): Promise<readonly Answer[]> {
    const [first, ...others] = batch;
    if (first === undefined) return [];
    if (others.length === 0) return [[first, (await this.#single(first, round)).reading]];
    const broken = round.circuit.open;
    if (broken !== undefined) return batch.map((each) => [each, broken]);
    const joined = { ...first, query: joinQueries(batch.map(({ query }) => query)) };
    const outcome = await this.#connection.ask(joined, round.signal);
    round.circuit.note(outcome);
    const parts = 'body' in outcome ? splitAnswer(outcome.body, batch.length) : undefined;
    if (parts !== undefined) return batch.map((each, index) => [each, readingOf(parts[index])]);
    if ('body' in outcome || outcome.code === 'E_PROMETHEUS_QUERY') return this.#oneByOne(batch, round);
    if (outcome.code === 'E_PROMETHEUS_TIMEOUT') this.#keepAlone(batch);
    return batch.map((each) => [each, outcome]);
  }

  async #single(query: InstantQuery, { circuit, signal }: Round) {
    if (circuit.open !== undefined) return { reading: circuit.open, couldJoin: true };
    const outcome = await this.#connection.ask(query, signal);
    circuit.note(outcome);
    if (!('body' in outcome)) return { reading: outcome, couldJoin: outcome.code !== 'E_PROMETHEUS_QUERY' };
    return { reading: readingOf(outcome.body), couldJoin: isVector(outcome.body) };
  }

  /** After a batch that was refused: finds out which of its queries was to blame. */
  async #oneByOne(batch: readonly InstantQuery[], round: Round): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    const culprits: InstantQuery[] = [];
    for (const query of batch) {
      const { reading, couldJoin } = await this.#single(query, round);
      answers.push([query, reading]);
      if (!couldJoin) culprits.push(query);
    }
    this.#keepAlone(culprits.length > 0 ? culprits : batch);
    return answers;
  }

  #keepAlone(queries: readonly InstantQuery[]): void {
    if (this.#alone.size + queries.length > MAX_ALONE) this.#alone.clear();
    for (const { query } of queries) this.#alone.set(query, this.#now() + ALONE_MS);
  }
}
