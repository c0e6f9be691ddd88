import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const LINES = 3_000;

it('every line is on standard error, as JSON, before the process ends', async () => {
  const script = join(import.meta.dirname, 'logging-process.ts');
  const { stdout, stderr } = await execa(process.execPath, [script, String(LINES)], { timeout: 30_000 });
  expect(stdout).toBe('');
  expect(stderr.split('\n').map((line) => JSON.parse(line).line)).toEqual(
    Array.from({ length: LINES }, (_, i) => i),
  );
});
