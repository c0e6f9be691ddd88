import { describe, expect, it } from 'vitest';
import { abortError, isStoppedContainer, patiently } from '../../../src/core/balancer-absence.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { VirtualClock } from '../../support/world/virtual-clock.ts';

describe('a command that ends', () => {
  it.each([
    [137, '', true],
    [143, '', true],
    [126, 'OCI runtime exec failed: exec failed: cannot exec in a stopped container', true],
    [255, 'cannot exec in a stopped state', true],
    [126, 'OCI runtime exec failed: exec failed: open /proc/4711/ns/mnt: no such file or directory', true],
    [127, 'OCI runtime exec failed: exec: "/bin/sh": stat /bin/sh: no such file or directory', false],
    [127, 'OCI runtime exec failed: exec: "sh": executable file not found in $PATH', false],
    [1, 'mv: cannot move', false],
  ])('with %i and %j: its container stopped %s', (exitCode, output, stopped) => {
    expect(isStoppedContainer(exitCode, output)).toBe(stopped);
  });
});

describe('patience', () => {
  const away = new AutoscalerError('E_BALANCER_MISSING', 'restarting');
  const other = new AutoscalerError('E_BALANCER_INVALID', 'no');
  const never = new AbortController().signal;
  const patience = (clock: VirtualClock) => ({
    clock,
    with: (error: unknown) => (error === away ? 1_000 : 0),
  });

  it('outlasts an absence', async () => {
    const clock = new VirtualClock(0);
    const done = patiently(patience(clock), never, async () => {
      if (clock.now() < 700) throw away;
      return 'back';
    });
    await clock.advance(2_000);
    expect(await done).toBe('back');
  });

  it('ends in time, and at lasting errors at once', async () => {
    const clock = new VirtualClock(0);
    const tooLong = expect(patiently(patience(clock), never, () => Promise.reject(away))).rejects.toBe(away);
    await clock.advance(2_000);
    await tooLong;
    await expect(patiently(patience(clock), never, () => Promise.reject(other))).rejects.toBe(other);
  });

  it('begins with the absence, however long the work went on before', async () => {
    const clock = new VirtualClock(0);
    const tries: number[] = [];
    const done = patiently(patience(clock), never, async () => {
      tries.push(clock.now());
      if (tries.length === 1) await clock.sleep(5_000);
      if (clock.now() < 5_700) throw away;
      return 'back';
    });
    await clock.advance(7_000);
    expect(await done).toBe('back');
  });

  it('ends with the caller’s, and says what went wrong before that', async () => {
    const clock = new VirtualClock(0);
    const caller = new AbortController();
    const work = async () => {
      if (!caller.signal.aborted) throw away;
      throw other;
    };
    const given = expect(patiently(patience(clock), caller.signal, work)).rejects.toBe(away);
    await clock.advance(100);
    caller.abort();
    await given;
  });
});

describe('why something was given up', () => {
  it('is the reason when it is ours, a deadline, or an interruption', () => {
    const reason = new AutoscalerError('E_LOCK_LOST', 'lost');
    const late = new DOMException('late', 'TimeoutError');
    const codeOf = (cause?: unknown) => abortError(AbortSignal.abort(cause), 'x', 'E_BALANCER_SOCKET').code;
    expect(abortError(AbortSignal.abort(reason), 'x', 'E_BALANCER_SOCKET')).toBe(reason);
    expect(codeOf(late)).toBe('E_BALANCER_SOCKET');
    expect(codeOf()).toBe('E_INTERRUPTED');
  });
});
