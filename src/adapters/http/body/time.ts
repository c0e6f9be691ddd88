/** Epoch milliseconds as ISO 8601 in UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Epoch milliseconds as ISO 8601 in UTC; null for none. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : iso(ms);
}
