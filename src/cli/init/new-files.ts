import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';

/** A file that is to be written. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

/** What became of it. `kept`: somebody’s file is there, and stays. */
export type FileOutcome = 'written' | 'unchanged' | 'kept';

interface Prepared extends NewFile {
  readonly temporary: string;
}

/**
 * Writes files in whole or not at all: one that is there stays as it is unless `force`. All are prepared before the
 * first appears under its name. Throws `E_CONFIG` when a folder cannot be written.
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  force: boolean,
): Promise<ReadonlyMap<string, FileOutcome>> {
  const outcomes = new Map<string, FileOutcome>();
  const prepared: Prepared[] = [];
  try {
    for (const file of files) {
      const there = await readIfThere(file.path);
      if (there !== undefined && (there === file.content || !force))
        outcomes.set(file.path, there === file.content ? 'unchanged' : 'kept');
      else prepared.push(await prepare(file));
    }
    for (const file of prepared) outcomes.set(file.path, await place(file, force));
  } catch (cause) {
    throw cause instanceof AutoscalerError ? cause : cannotWrite(files, cause);
  } finally {
    await Promise.all(prepared.map(({ temporary }) => rm(temporary, { force: true })));
  }
  return outcomes;
}

/** What a file is or would become, without writing. */
export async function outcomeOf({ path, content }: NewFile, force: boolean): Promise<FileOutcome> {
  const there = await readIfThere(path);
  if (there === content) return 'unchanged';
  return there === undefined || force ? 'written' : 'kept';
}

async function prepare(file: NewFile): Promise<Prepared> {
  const folder = dirname(file.path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.autoscaler-${randomUUID()}`);
  await writeFile(temporary, file.content, { flag: 'wx' });
  return { ...file, temporary };
}

/** A link fails where a file is, so that one which appeared meanwhile is not lost either. */
async function place({ temporary, path }: Prepared, force: boolean): Promise<FileOutcome> {
  if (force) {
    await rename(temporary, path);
    return 'written';
  }
  try {
    await link(temporary, path);
    return 'written';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'kept';
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function cannotWrite(files: readonly NewFile[], cause: unknown): AutoscalerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const folders = [...new Set(files.map(({ path }) => dirname(path)))].join(', ');
  return new AutoscalerError('E_CONFIG', `files cannot be written: ${why}`, {
    fix: `Run it where ${folders} can be written, or name another folder with --out.`,
    cause,
  });
}
