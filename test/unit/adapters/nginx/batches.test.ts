import { describe, expect, it } from 'vitest';
import { Batches } from '../../../../src/adapters/nginx/batches.ts';

const never = new AbortController().signal;

/** Batches whose work waits to be let through, one batch at a time. */
function gated() {
  const seen: (readonly string[])[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const signals: AbortSignal[] = [];
  const batches = new Batches<string, string>(async (jobs, signal) => {
    seen.push(jobs);
    signals.push(signal);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return jobs.map((job) =>
      job.startsWith('bad')
        ? { status: 'rejected', reason: new Error(job) }
        : { status: 'fulfilled', value: `${job} done` },
    );
  });
  const open = async (index: number) => {
    while (gates[index] === undefined) await Promise.resolve();
    gates[index].resolve();
  };
  return { batches, seen, signals, open };
}

describe('batches', () => {
  it('do together what came meanwhile, one batch at a time per key', async () => {
    const { batches, seen, open } = gated();
    const a = batches.run('lb', 'a', never);
    await open(0);
    expect(await a).toBe('a done');
    const b = batches.run('lb', 'b', never);
    const c = batches.run('lb', 'c', never);
    await open(1);
    await Promise.resolve();
    const d = batches.run('lb', 'd', never);
    const e = batches.run('lb', 'e', never);
    expect(await Promise.all([b, c])).toEqual(['b done', 'c done']);
    await open(2);
    expect(await Promise.all([d, e])).toEqual(['d done', 'e done']);
    expect(seen).toEqual([['a'], ['b', 'c'], ['d', 'e']]);
  });

  it('of different keys run side by side', async () => {
    const { batches, seen, open } = gated();
    const a = batches.run('one', 'a', never);
    const b = batches.run('two', 'b', never);
    await open(1);
    await open(0);
    expect(await Promise.all([a, b])).toEqual(['a done', 'b done']);
    expect(seen).toEqual([['a'], ['b']]);
  });

  it('give each job its own outcome', async () => {
    const { batches, open } = gated();
    const all = ['a', 'bad b', 'c'].map((job) => batches.run('lb', job, never));
    await open(0);
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fail together when the work fails, and go on', async () => {
    let isBroken = true;
    const batches = new Batches<string, string>(async (jobs) => {
      if (isBroken) throw new Error('no nginx');
      return jobs.map((value) => ({ status: 'fulfilled', value }));
    });
    const both = await Promise.allSettled([batches.run('lb', 'a', never), batches.run('lb', 'b', never)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await batches.run('lb', 'c', never)).toBe('c');
  });

  it('let go of callers who give up, and stop the work when nobody waits any more', async () => {
    const { batches, seen, signals, open } = gated();
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
    const a = batches.run('lb', 'a', one.signal);
    const b = batches.run('lb', 'b', two.signal);
    while (seen.length === 0) await Promise.resolve();
    const c = batches.run('lb', 'c', three.signal);
    one.abort();
    await expect(a).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(signals[0]?.aborted).toBe(false);
    two.abort(new DOMException('deadline', 'TimeoutError'));
    await expect(b).rejects.toMatchObject({ code: 'E_BALANCER_DISAGREES' });
    expect(signals[0]?.aborted).toBe(true);
    three.abort();
    await expect(c).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    await open(0);
    await expect(batches.run('lb', 'd', three.signal)).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(seen).toEqual([['a', 'b']]);
  });
});
