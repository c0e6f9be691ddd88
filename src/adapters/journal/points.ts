import type { DatabaseSync } from 'node:sqlite';
import type { SeriesPoint, SeriesPoints, SeriesQuery, SeriesRef } from '../../core/journal.ts';
import type { ServiceRef } from '../../core/policy.ts';
import { numberOf, textOf } from './row.ts';

/** How far apart points are kept, each with the longest time for which they are. Milliseconds. */
const TIERS = [
  { step: 15_000, keepMs: 2 * 24 * 3_600_000 },
  { step: 300_000, keepMs: 30 * 24 * 3_600_000 },
] as const;
type Tier = (typeof TIERS)[number];
const [FINE, COARSE] = TIERS;

/** Rows per tier: with more series each is kept for a shorter time. */
const MAX_ROWS = 500_000;
/** Rows of one answer that are read at most before they are joined. */
const MAX_READ = 10_000;

/** The tables of series and of their points: means of 15 s for the last days, of 5 min for the last weeks. */
export class Points {
  readonly #ids = new Map<string, number>();
  readonly #addSeries;
  readonly #findSeries;
  readonly #names;
  readonly #count;
  readonly #add;
  readonly #read;
  readonly #forget;
  readonly #forgetSeries;

  constructor(db: DatabaseSync) {
    this.#addSeries = db.prepare('INSERT OR IGNORE INTO series (project, service, name) VALUES (?, ?, ?)');
    this.#findSeries = db.prepare('SELECT id FROM series WHERE project = ? AND service = ? AND name = ?');
    this.#names = db.prepare('SELECT name FROM series WHERE project = ? AND service = ? ORDER BY name');
    this.#count = db.prepare('SELECT COUNT(*) AS count FROM series');
    this.#add = db.prepare(`
      INSERT INTO points (series, step, at, mean, low, high, count) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        mean = (mean * count + excluded.mean * excluded.count) / (count + excluded.count),
        low = MIN(low, excluded.low),
        high = MAX(high, excluded.high),
        count = count + excluded.count`);
    this.#read = db.prepare(`
      SELECT CAST(at / :width AS INTEGER) * :width AS begin,
        SUM(mean * count) / SUM(count) AS mean, MIN(low) AS low, MAX(high) AS high, SUM(count) AS count
      FROM points WHERE series = :series AND step = :step AND at > :since - :step AND at <= :until
      GROUP BY begin ORDER BY begin`);
    this.#forget = db.prepare(
      'DELETE FROM points WHERE step = ? AND at < ? AND series IN (SELECT id FROM series)',
    );
    this.#forgetSeries = db.prepare(
      'DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM points WHERE points.series = series.id)',
    );
  }

  names({ project, service }: ServiceRef): readonly string[] {
    return this.#names.all(project, service).map((row) => textOf(row, 'name'));
  }

  add(entry: SeriesRef & { readonly point: SeriesPoint }): void {
    const { mean, low, high, count, at } = entry.point;
    const id = this.#idOf(entry);
    for (const { step } of TIERS)
      this.#add.run(id, step, Math.floor(at / step) * step, mean, low, high, count);
  }

  query({ ref, series, since, until, points }: SeriesQuery, now: number): SeriesPoints {
    const id = this.#findSeries.get(ref.project, ref.service, series)?.id;
    const isCovered = since >= now - this.#keepMs(FINE) && (until - since) / FINE.step <= MAX_READ;
    const { step } = isCovered ? FINE : COARSE;
    const width = step * Math.max(1, Math.ceil((until - since) / step / points));
    const rows = typeof id === 'number' ? this.#read.all({ series: id, step, since, until, width }) : [];
    return {
      stepMs: width,
      points: rows.map((row) => ({
        at: numberOf(row, 'begin'),
        mean: numberOf(row, 'mean'),
        low: numberOf(row, 'low'),
        high: numberOf(row, 'high'),
        count: numberOf(row, 'count'),
      })),
    };
  }

  /** Deletes what is too old; call it inside a transaction. */
  prune(now: number): void {
    for (const tier of TIERS) this.#forget.run(tier.step, now - this.#keepMs(tier));
    this.#forgetSeries.run();
    this.#ids.clear();
  }

  #keepMs({ step, keepMs }: Tier): number {
    const count = Math.max(1, numberOf(this.#count.get() ?? {}, 'count'));
    return Math.min(keepMs, (MAX_ROWS / count) * step);
  }

  #idOf({ ref: { project, service }, series }: SeriesRef): number {
    const key = `${project}/${service}/${series}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#addSeries.run(project, service, series);
    const id = numberOf(this.#findSeries.get(project, service, series) ?? {}, 'id');
    this.#ids.set(key, id);
    return id;
  }
}
