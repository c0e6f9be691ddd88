import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The compiled program, as the image ships it. */
export interface BuiltController {
  readonly directory: string;
  readonly remove: () => Promise<void>;
}

/** Compiles the program into a folder of its own within the checkout, where its dependencies are found. */
export async function buildController(): Promise<BuiltController> {
  await mkdir('.autoscaler', { recursive: true });
  const home = await mkdtemp(resolve('.autoscaler', 'bench-'));
  const directory = join(home, 'dist');
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', directory];
  await promisify(execFile)(process.execPath, [compiler, ...options]);
  return { directory, remove: () => rm(home, { recursive: true, force: true }) };
}
