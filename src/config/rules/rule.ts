import type { Path } from '../places.ts';

/** Reports a fault of the value (or, with `key`, of the key) at `path`. */
export type Report = (path: Path, message: string, fix?: string) => void;

/**
 * A check between several keys of a policy. It sees the input as written, so that it finds its faults even
 * where single values are wrong too; what has the wrong type it leaves to the schema.
 */
export type Rule = (input: unknown, report: Report) => void;
