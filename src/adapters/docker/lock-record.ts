import type { LockHolder } from '../../core/ports.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What the lock's container tells of its holder. */
export interface LockRecord {
  readonly holder: LockHolder;
  readonly identity: ProcessIdentity;
  /** Differs between locks within one process. */
  readonly instance: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a record; undefined when it was not written by us, or by a version of another form. */
export function parseRecord(text: string | undefined): LockRecord | undefined {
  const record = parseObject(text);
  const holder = holderIn(fieldsOf(record.holder));
  const identity = identityIn(fieldsOf(record.identity));
  const { instance } = record;
  if (holder === undefined || identity === undefined || typeof instance !== 'string') return undefined;
  return { holder, identity, instance };
}

/** A lease: when, by the engine's clock in epoch milliseconds, its holder last said that it lives. */
export function parseLease(text: string | undefined): number | undefined {
  const { renewedAt } = parseObject(text);
  return typeof renewedAt === 'number' ? renewedAt : undefined;
}

function holderIn(fields: Fields): LockHolder | undefined {
  const { description, journalId, kind, since, containerId } = fields;
  if (typeof description !== 'string' || typeof journalId !== 'string' || typeof since !== 'number')
    return undefined;
  if (kind !== 'controller' && kind !== 'command') return undefined;
  return { description, journalId, kind, since, ...(typeof containerId === 'string' ? { containerId } : {}) };
}

function identityIn(fields: Fields): ProcessIdentity | undefined {
  const { bootId, pidNamespace, pid, startTime } = fields;
  if (typeof bootId !== 'string' || typeof pidNamespace !== 'string') return undefined;
  if (typeof pid !== 'number' || typeof startTime !== 'string') return undefined;
  const { id, startedAt } = fieldsOf(fields.container);
  const container =
    typeof id === 'string' && typeof startedAt === 'string' ? { container: { id, startedAt } } : {};
  return { bootId, pidNamespace, pid, startTime, ...container };
}

function parseObject(text: string | undefined): Fields {
  try {
    return fieldsOf(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
