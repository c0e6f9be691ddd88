const PLACEHOLDER = /\{\{\s*window\s*\}\}/g;

/** Whether a PromQL query leaves the length of its range open, as `rate(x[{{window}}])` does. */
export function hasOpenWindow(query: string): boolean {
  return query.search(PLACEHOLDER) >= 0;
}

/** The query with a range of so many milliseconds in the place it left open. */
export function withWindow(query: string, ms: number): string {
  return query.replaceAll(PLACEHOLDER, ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
}
