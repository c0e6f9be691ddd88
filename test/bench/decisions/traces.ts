import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHAPES } from '../../support/simulation/shapes.ts';

/** A trace by its name, with its CSV text. */
export interface NamedTrace {
  readonly name: string;
  readonly text: string;
}

const DAYS = 10;

/** Every CSV file of the folder, if one is given, and the project's own shapes. */
export async function tracesOf(folder: string | undefined): Promise<readonly NamedTrace[]> {
  const own = Object.entries(SHAPES).map(([name, shape]) => ({ name: `shape:${name}`, text: shape(DAYS) }));
  if (folder === undefined) return own;
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv')).toSorted();
  const recorded = await Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.csv$/, ''),
      text: await readFile(join(folder, file), 'utf8'),
    })),
  );
  return [...recorded, ...own];
}
