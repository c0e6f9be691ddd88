import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { JournalQuery } from '../../core/journal.ts';
import type { Row } from './row.ts';

/** A table whose rows are read newest first. */
export interface PagedTable {
  readonly table: string;
  readonly columns: string;
  /** The column that says when a row was last true; its beginning is in `at`. */
  readonly last: string;
  /** A further condition, on parameters of its own. */
  readonly and?: string;
}

/** Prepares reading a table by page. The statement for one service goes along its index. */
export function page(
  db: DatabaseSync,
  { table, columns, last, and = 'TRUE' }: PagedTable,
): (values: Record<string, SQLInputValue>) => readonly Row[] {
  const select = (which: string) =>
    db.prepare(`
      SELECT ${columns} FROM ${table}
      WHERE ${which} AND id < :before AND id > :after AND ${last} >= :since AND at <= :until AND ${and}
      ORDER BY id DESC LIMIT :limit`);
  const ofService = select('project = :project AND service = :service');
  const ofAny = select(
    '(:project IS NULL OR project = :project) AND (:service IS NULL OR service = :service)',
  );
  return (values) => (values.project && values.service ? ofService : ofAny).all(values);
}

/** A query as the parameters of a page. */
export function pageValues({ ref, since, until, before, after, limit }: JournalQuery) {
  return {
    project: ref?.project ?? null,
    service: ref?.service ?? null,
    before: before ?? Number.MAX_SAFE_INTEGER,
    after: after ?? 0,
    since: since ?? 0,
    until: until ?? Number.MAX_SAFE_INTEGER,
    limit,
  };
}
