import { readFile } from 'node:fs/promises';

/** The text of a small file, empty when it is not there. */
export async function readIfThere(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
