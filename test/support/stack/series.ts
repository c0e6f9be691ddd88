import { expect } from 'vitest';

/** How many series a panel's query gives at this moment, whatever is chosen on the dashboard. */
export async function countSeries(prometheus: string, expr: string): Promise<number> {
  const query = expr.replaceAll(/\$(project|service|backend)/g, '.*').replaceAll('$__rate_interval', '8s');
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { status, error, data } = (await answer.json()) as {
    readonly status: string;
    readonly error?: string;
    readonly data?: { readonly result: readonly unknown[] };
  };
  expect(status, `${expr}: ${error}`).toBe('success');
  return data?.result.length ?? 0;
}
