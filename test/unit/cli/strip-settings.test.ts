import { expect, test } from 'vitest';
import { stripSettings } from '../../../src/cli/strip-settings.ts';

test.each([
  ['status --json', 'status --json'],
  ['status --state-dir /tmp/x --json', 'status --json'],
  ['status --state-dir=/tmp/x --json', 'status --json'],
  ['scale web 3 --policies p --timeout 5s --config c.yaml', 'scale web 3 --timeout 5s'],
  ['scale --project shop web 3 --docker-host unix:///x --json', 'scale --project shop web 3 --json'],
  ['history -- --state-dir', 'history -- --state-dir'],
  ['status --state-dir', 'status'],
])('of "%s" leaves "%s"', (given, left) => {
  expect(stripSettings(given.split(' ')).join(' ')).toBe(left);
});
