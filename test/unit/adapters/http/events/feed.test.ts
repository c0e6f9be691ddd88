import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { EventFeed } from '../../../../../src/adapters/http/events/feed.ts';
import type { Listening } from '../../../../../src/adapters/http/events/listener.ts';
import { parsePosition } from '../../../../../src/adapters/http/events/position.ts';
import { type Observed, observed } from '../../../../support/world/observed.ts';
import { webPolicy } from '../../../../support/world/policies.ts';

const WEB = { project: 'shop', service: 'web' };

/** One who listens, and what it heard; `takes` is how many chunks it takes before it is too slow. */
class Ear implements Listening {
  text = '';
  isEnded = false;
  takes: number;

  constructor(takes = Number.POSITIVE_INFINITY) {
    this.takes = takes;
  }

  send(chunk: Buffer): boolean {
    if (this.takes === 0) return false;
    this.takes -= 1;
    this.text += chunk.toString();
    return true;
  }

  end(): void {
    this.isEnded = true;
  }

  get names(): readonly string[] {
    return [...this.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name ?? '');
  }

  /** The id of the last event that had one. */
  get lastId(): string | undefined {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
  }

  /** What was heard since the last call. */
  take(): readonly string[] {
    const { names } = this;
    this.text = '';
    return names;
  }
}

async function feedOf(options: Parameters<typeof observed>[0] = {}) {
  const there = await observed(options);
  const feed = new EventFeed({ ...there.parts, log: there.world.recorder.log });
  onTestFinished(() => feed.close());
  return { ...there, feed };
}

function heard(feed: EventFeed, from?: string): Ear {
  const ear = new Ear();
  feed.add(ear, parsePosition(from));
  return ear;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

async function poll(ms = 500): Promise<void> {
  vi.advanceTimersByTime(ms);
  // What is sent goes out a few listeners at a time.
  for (let i = 0; i < 50; i += 1) await setImmediate();
}

async function ticked({ tick }: Pick<Observed, 'tick'>) {
  await tick();
  await poll();
}

describe('a listener', () => {
  it('is told all services and then that it is up to date', async () => {
    const { feed } = await feedOf();
    expect(heard(feed).names).toEqual(['service', 'ready']);
  });

  it('hears of a tick once, and of decisions, steps and changes as they come', async () => {
    const there = await feedOf({ policy: webPolicy({ min: 1, max: 8 }) });
    const { feed, world, parts } = there;
    const ear = heard(feed);
    ear.take();
    await poll();
    expect(ear.take()).toEqual([]);
    world.load = 400;
    await ticked(there);
    expect(ear.take()).toContain('service');
    parts.steering.pause(WEB, undefined, 'ann');
    await poll();
    expect(ear.take()).toEqual(['change', 'service']);
    for (let i = 0; i < 4; i += 1) await ticked(there);
    expect(new Set(ear.take())).toEqual(new Set(['decision', 'service']));
  });

  it('hears of a scaling again when it has ended', async () => {
    const { feed, world, parts } = await feedOf();
    const ear = heard(feed);
    ear.take();
    const { id } = parts.steering.scale(WEB, { replicas: 3, force: true, timeoutMs: 1000 }, 'ann');
    await poll();
    expect(ear.text).toContain('"outcome":null');
    ear.take();
    const [request] = world.journal.takeRequests(world.clock.now());
    world.journal.completeRequest(request?.id ?? 0, { ok: true, from: 2, to: 3 });
    await poll();
    expect(ear.text).toContain(`"id":${id},`);
    expect(ear.text).toContain('"outcome":{"ok":true,"from":2,"to":3}');
    ear.take();
    await poll();
    expect(ear.take()).toEqual([]);
  });

  it('that comes back hears what it missed, and only that', async () => {
    const there = await feedOf();
    const { feed, parts } = there;
    const first = heard(feed);
    const position = first.lastId;
    feed.remove(first);
    parts.steering.pause(WEB, undefined, 'ann');
    const back = heard(feed, position);
    expect(back.names).toEqual(['service', 'change', 'ready']);
    expect(heard(feed, back.lastId).names).toEqual(['service', 'ready']);
  });

  it('that comes back from another journal is told of the gap', async () => {
    const { feed } = await feedOf();
    expect(heard(feed, '900.900.900').names).toEqual(['service', 'gap', 'ready']);
  });

  it('that missed very much gets the newest part behind a gap', async () => {
    const { feed, parts } = await feedOf();
    const position = heard(feed).lastId;
    for (let i = 0; i < 300; i += 1) parts.steering.pause(WEB, undefined, `ann${i}`);
    await poll();
    const { names, text } = heard(feed, position);
    expect(names.filter((name) => name === 'change')).toHaveLength(200);
    expect(names).toContain('gap');
    expect(text).toContain('ann299');
  });

  it('hears a sign of life at least every ten seconds', async () => {
    const { feed } = await feedOf();
    const ear = heard(feed);
    ear.take();
    await poll(10_000);
    expect(ear.text).toBe(': \n\n');
  });

  it('that is too slow is dropped, and nobody else with it', async () => {
    const there = await feedOf();
    const { feed } = there;
    const slow = new Ear(3);
    feed.add(slow, undefined);
    const quick = heard(feed);
    for (let i = 0; i < 3; i += 1) await ticked(there);
    expect(slow.names.length).toBeLessThan(quick.names.length);
    await ticked(there);
    expect(slow.takes).toBe(0);
  });
});

it('a service that goes is told of', async () => {
  const there = await feedOf();
  const { feed, world } = there;
  const ear = heard(feed);
  vi.spyOn(world.policyReader, 'read').mockResolvedValue({
    policies: [],
    faults: [],
    waiting: [],
    version: 9,
  });
  await ticked(there);
  expect(ear.text).toContain('event: service-gone\ndata: {"project":"shop","service":"web"}');
});

it('everybody is sent home at the end', async () => {
  const { feed } = await feedOf();
  const ear = heard(feed);
  feed.close();
  expect(ear.isEnded).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('there is room for a thousand', async () => {
  const { feed } = await feedOf();
  for (let i = 0; i < 1024; i += 1) {
    expect(feed.isFull).toBe(false);
    heard(feed);
  }
  expect(feed.isFull).toBe(true);
});

it('a journal that cannot be read ends listening, with a word in the log', async () => {
  const { feed, parts, world } = await feedOf();
  const ear = heard(feed);
  vi.spyOn(parts.journal, 'steps').mockImplementation(() => {
    throw new Error('disk I/O error');
  });
  await poll();
  expect(ear.isEnded).toBe(true);
  expect(world.recorder.said('warn', 'the journal cannot be read')).toHaveLength(1);
});
