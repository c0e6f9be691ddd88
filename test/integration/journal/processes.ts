import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** A new directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'autoscaler-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts one of the scripts beside this file as a process of its own. */
export function start(script: string, ...args: readonly string[]) {
  const path = join(import.meta.dirname, script);
  return execa(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    timeout: 60_000,
    reject: false,
    stripFinalNewline: true,
  });
}
