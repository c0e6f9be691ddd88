/** What a percentage looks like. */
export const PERCENT = /^(\d+(?:\.\d+)?) ?%$/;

/** The number of a percentage such as `10%` or `2.5 %`, from 0; undefined when the text is none. */
export function parsePercent(text: string): number | undefined {
  const value = Number(PERCENT.exec(text)?.[1]);
  return Number.isFinite(value) ? value : undefined;
}
