import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NOTICES } from '../../../src/core/notice.ts';

const page = readFileSync(new URL('../../../docs/notifications.md', import.meta.url), 'utf8');

it('docs/notifications.md has every kind with its severity and summary, and no other', () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([a-z]+) \| (.+) \|$/gm)].map((row) => row.slice(1));
  expect(rows).toEqual(Object.entries(NOTICES).map(([kind, n]) => [kind, n.severity, n.summary]));
});
