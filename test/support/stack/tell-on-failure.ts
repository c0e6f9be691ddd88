import { beforeEach } from 'vitest';
import type { Stack } from './stack.ts';

/** When a test fails, prints what the controller decided last, and what HAProxy has. Call it in a `describe`. */
export function tellOnFailure(stackOf: () => Stack | undefined): void {
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      const stack = stackOf();
      if (stack === undefined) return;
      const log = await stack.compose('logs', '--no-color', '--tail', '40', 'autoscaler').catch(String);
      process.stderr.write(`${log}\n${JSON.stringify(await stack.picture(), undefined, 2)}\n`);
    });
  });
}
