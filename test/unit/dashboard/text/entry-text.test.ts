import { describe, expect, test } from 'vitest';
import type { Change, Step } from '../../../../src/dashboard/api/types.ts';
import { ENGLISH } from '../../../../src/dashboard/text/english.ts';
import { describeChange, describeStep } from '../../../../src/dashboard/text/entry-text.ts';
import { KOREAN } from '../../../../src/dashboard/text/korean.ts';

const ENTRY = { id: 1, project: 'shop', service: 'web', at: '2026-01-05T12:00:00Z' };
const NOW = Date.parse('2026-01-05T12:00:00Z');

describe('steps', () => {
  test.each<readonly [Step['event'], string]>([
    [{ kind: 'plan-started', from: 2, to: 3 }, 'scaling 2 → 3 began'],
    [
      { kind: 'plan-ended', outcome: 'partly-done', to: 3, ms: 4200 },
      'scaling ended at 3: partly done, 4.2 sec',
    ],
    [
      { kind: 'step-done', replica: 3, step: 'drain', ms: 31_000, note: '2 cut' },
      'replica 3: drain in 31 sec — 2 cut',
    ],
    [
      { kind: 'step-failed', replica: 3, step: 'start', message: 'no such image' },
      'replica 3: start failed: no such image',
    ],
    [{ kind: 'step-undone', replica: 3, step: 'create' }, 'replica 3: create undone'],
  ])('%j', (event, text) => expect(describeStep({ ...ENTRY, event }, ENGLISH)).toBe(text));
});

describe('changes', () => {
  const change = (wish: Change['change'], outcome: Change['outcome'] = null) =>
    ({ ...ENTRY, by: 'sora', change: wish, outcome }) as const;

  test('say who asked for what, and why it was refused', () => {
    const refused = { ok: false, message: 'outside 2 to 8' } as const;
    expect(describeChange(change({ kind: 'scale', replicas: 50, force: false }, refused), NOW, ENGLISH)).toBe(
      'sora asked for 50 replicas — refused: outside 2 to 8',
    );
    expect(describeChange(change({ kind: 'resume' }), NOW, KOREAN)).toBe('sora 님이 재개');
    expect(describeChange(change({ kind: 'pause', until: null }), NOW, ENGLISH)).toBe('sora paused it');
  });

  test('name the bounds and their end', () => {
    const until = new Date(NOW + 3_600_000).toISOString();
    expect(describeChange(change({ kind: 'bounds', min: 6, max: null, until }), NOW, ENGLISH)).toMatch(
      /^sora set bounds: at least 6 until \d\d:\d\d:\d\d$/,
    );
  });
});
