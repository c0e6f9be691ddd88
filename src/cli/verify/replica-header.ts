import type { Replica } from '../../core/replica.ts';
import type { Answer } from './client.ts';
import type { Counted, Share } from './spread.ts';

/**
 * Counts answers by a header in which each replica has a value of its own. One that is a replica's name or id stands
 * for it, any other for one of those that are left.
 */
export function sharesByHeader(
  replicas: readonly Replica[],
  answers: readonly Answer[],
  header: string,
): Counted {
  const seen = new Map<string, number>();
  for (const { headers } of answers) {
    const value = String(headers[header.toLowerCase()] ?? '');
    if (value !== '') seen.set(value, (seen.get(value) ?? 0) + 1);
  }
  if (seen.size === 0) return { why: `cannot be counted: no answer has the header ${header}` };
  const isOf = (value: string, { id, name }: Replica) =>
    value === name || (value.length >= 12 && id.startsWith(value));
  const values = [...seen.keys()];
  const strangers = values.filter((value) => !replicas.some((replica) => isOf(value, replica)));
  const unnamed = replicas.filter((replica) => !values.some((value) => isOf(value, replica)));
  if (strangers.length > unnamed.length)
    return { why: `cannot be counted: ${header} has ${seen.size} values for ${replicas.length} replicas` };
  const shares = replicas.map((replica): Share => {
    const value = values.find((one) => isOf(one, replica)) ?? strangers[unnamed.indexOf(replica)];
    const requests = value === undefined ? 0 : (seen.get(value) ?? 0);
    return { name: replica.name, number: replica.number, requests };
  });
  return { shares, isCounted: true };
}
