import { describe, expect, it } from 'vitest';
import { Turns } from '../../../../src/adapters/haproxy/turns.ts';

describe('turns', () => {
  const never = new AbortController().signal;

  it('run one at a time per key, in order, and go on after a failure', async () => {
    const turns = new Turns();
    const events: string[] = [];
    const gate = Promise.withResolvers<void>();
    const work = (name: string) => async () => {
      events.push(`${name} in`);
      await gate.promise;
      events.push(`${name} out`);
      if (name === 'a') throw new Error('a failed');
    };
    const a = turns.run('lb', never, work('a'));
    const b = turns.run('lb', never, work('b'));
    const other = turns.run('lb2', never, work('other'));
    gate.resolve();
    await expect(a).rejects.toThrow('a failed');
    await Promise.all([b, other]);
    expect(events.filter((event) => !event.startsWith('other'))).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  it('let go of a caller who gives up waiting, and keep the order for the rest', async () => {
    const turns = new Turns();
    const gate = Promise.withResolvers<void>();
    const quit = new AbortController();
    const order: string[] = [];
    const first = turns.run('lb', never, () => gate.promise);
    const second = turns.run('lb', quit.signal, async () => void order.push('second'));
    const third = turns.run('lb', never, async () => void order.push('third'));
    quit.abort(new Error('enough'));
    await expect(second).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(order).toEqual([]);
    gate.resolve();
    await Promise.all([first, third]);
    expect(order).toEqual(['third']);
  });
});
