const UNITS = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
/** What a size looks like. */
export const SIZE = /^(\d{1,9}) ?(B|KB|MB|GB)$/;

/** Bytes of a size such as `512KB` or `100MB`, at least one, of 1024 to each next unit; undefined for other text. */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = SIZE.exec(text) ?? [];
  const size = Object.entries(UNITS).find(([name]) => name === unit)?.[1] ?? 0;
  return Number(count) * size || undefined;
}
