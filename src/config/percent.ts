/** The number of a percentage such as `10%` or `2.5 %`, from 0; undefined when the text is none. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?%$/.exec(text);
  const value = Number(match?.[1]);
  return Number.isFinite(value) ? value : undefined;
}
