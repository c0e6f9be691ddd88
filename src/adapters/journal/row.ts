import type { SQLOutputValue } from 'node:sqlite';
import type { ServiceRef } from '../../core/policy.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A column as a number; NaN when it holds something else, which only a damaged file does. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : Number.NaN;
}

/** A column as text; empty when it holds something else. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}

/** The service a row belongs to. */
export function refOf(row: Row): ServiceRef {
  return { project: textOf(row, 'project'), service: textOf(row, 'service') };
}
