import { describe, expect, it } from 'vitest';
import { Together } from '../../../../src/adapters/haproxy/together.ts';

describe('questions asked together', () => {
  const never = new AbortController().signal;

  function recorder(read: (questions: readonly number[]) => Promise<(question: number) => string>) {
    const readings: (readonly number[])[] = [];
    const together = new Together((questions: readonly number[]) => {
      readings.push(questions);
      return read(questions);
    });
    return { readings, together };
  }
  const spelled = async () => (question: number) => `is ${question}`;

  it('in one turn of the event loop share a reading, per key', async () => {
    const { readings, together } = recorder(spelled);
    const later = Promise.resolve().then(() => together.ask('lb', 3, never));
    const answers = [together.ask('lb', 1, never), together.ask('other', 2, never), later];
    expect(readings).toEqual([]);
    expect(await Promise.all(answers)).toEqual(['is 1', 'is 2', 'is 3']);
    expect(readings).toEqual([[1, 3], [2]]);
  });

  it('see what is current when they are asked: a reading under way answers nobody who comes later', async () => {
    const gate = Promise.withResolvers<(question: number) => string>();
    let current = 'old';
    const { readings, together } = recorder(async () => {
      const seen = current;
      await gate.promise;
      return () => seen;
    });
    const first = together.ask('lb', 1, never);
    while (readings.length === 0) await new Promise(setImmediate);
    current = 'new';
    const second = together.ask('lb', 2, never);
    gate.resolve(() => '');
    expect(await Promise.all([first, second])).toEqual(['old', 'new']);
  });

  it('all fail with their reading, and the next one is tried anew', async () => {
    let isBroken = true;
    const { together } = recorder(async () => {
      if (isBroken) throw new Error('no balancer');
      return String;
    });
    const failing = [together.ask('lb', 1, never), together.ask('lb', 2, never)];
    for (const { status } of await Promise.allSettled(failing)) expect(status).toBe('rejected');
    isBroken = false;
    expect(await together.ask('lb', 3, never)).toBe('3');
  });

  it('one who gives up does not take the others along', async () => {
    const quit = new AbortController();
    const { together } = recorder(spelled);
    const quitter = together.ask('lb', 1, quit.signal);
    const other = together.ask('lb', 2, never);
    quit.abort(new Error('enough'));
    await expect(quitter).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(await other).toBe('is 2');
    await expect(together.ask('lb', 3, quit.signal)).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
  });
});
