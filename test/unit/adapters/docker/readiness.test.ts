import { describe, expect, it } from 'vitest';
import { readinessOf } from '../../../../src/adapters/docker/readiness.ts';
import { noteExit } from '../../../../src/adapters/docker/start-up-failure.ts';
import { stopDeadlineMs } from '../../../../src/adapters/docker/stop.ts';
import { inspected } from './fixtures.ts';

const health = (status: string, ...outputs: string[]) => ({
  Health: {
    Status: status,
    FailingStreak: 0,
    Log: outputs.map((Output) => ({ Start: '', End: '', ExitCode: 1, Output })),
  },
});

describe('readinessOf', () => {
  it.each([
    ['no health check', {}, 0, { kind: 'running' }],
    ['healthy', health('healthy'), 0, { kind: 'healthy' }],
    ['healthy after a restart', health('healthy'), 2, { kind: 'healthy' }],
    [
      'starting',
      health('starting', 'no\n'),
      0,
      { kind: 'waiting', text: expect.stringContaining('said: no') },
    ],
    ['unhealthy', health('unhealthy', 'first', 'last\n'), 0, { kind: 'unhealthy', output: 'last' }],
    ['created', { Status: 'created' }, 0, { kind: 'waiting', text: 'created' }],
    ['exited', { Status: 'exited', ExitCode: 3 }, 0, { kind: 'exited', exitCode: 3, restarts: 0, error: '' }],
    [
      'restarting',
      { Status: 'restarting', ExitCode: 3 },
      1,
      { kind: 'exited', exitCode: 3, restarts: 1, error: '' },
    ],
    ['restarted', {}, 1, { kind: 'exited', restarts: 1, error: '' }],
    ['out of memory', { Status: 'exited', OOMKilled: true }, 0, { kind: 'out-of-memory' }],
    ['a dead process’s stale health', { Status: 'exited', ...health('healthy') }, 0, { kind: 'exited' }],
  ])('%s', (_title, state, restarts, expected) => {
    expect(readinessOf(inspected({ state, top: { RestartCount: restarts } }))).toMatchObject(expected);
  });
});

describe('noteExit', () => {
  const event = (action: string, exitCode?: string) => ({
    action,
    containerId: 'a',
    labels: exitCode === undefined ? {} : { exitCode },
    after: 0,
  });

  it('remembers the exit code and the want of memory', () => {
    const none = { outOfMemory: false };
    expect(noteExit(none, event('die', '7'))).toEqual({ outOfMemory: false, exitCode: 7 });
    expect(noteExit(none, event('die'))).toEqual(none);
    expect(noteExit(none, event('start', '7'))).toEqual(none);
    expect(noteExit({ outOfMemory: false, exitCode: 7 }, event('oom'))).toEqual({
      outOfMemory: true,
      exitCode: 7,
    });
  });
});

describe('stopDeadlineMs', () => {
  it('leaves the container its own time', () => {
    expect(stopDeadlineMs(undefined)).toBeGreaterThan(10_000);
    expect(stopDeadlineMs(null)).toBe(stopDeadlineMs(10));
    expect(stopDeadlineMs(120)).toBeGreaterThan(120_000);
    expect(stopDeadlineMs(0)).toBeGreaterThan(0);
    expect(stopDeadlineMs(-1)).toBeGreaterThan(600_000);
  });
});
