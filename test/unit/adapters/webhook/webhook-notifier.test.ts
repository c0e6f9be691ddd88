import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/open.ts';
import { WebhookNotifier, type WebhookOptions } from '../../../../src/adapters/webhook/webhook-notifier.ts';
import type { Notice } from '../../../../src/core/notice.ts';
import { type Answer, receiver } from '../../../support/webhook-receiver.ts';
import { Recorder } from '../../../support/world/recorder.ts';

const NOW = Date.parse('2026-01-05T12:00:00Z');
const NOTICE: Notice = {
  kind: 'at-max',
  status: 'raised',
  ref: { project: 'shop', service: 'web' },
  at: NOW,
  message: 'web is at its maximum of 8 replicas, says "ann"',
};

/** A notifier to a real server, with a clock whose sleeps take no time. */
async function notifying(answer?: Answer, options: Partial<WebhookOptions> = {}) {
  const { url, received } = await receiver(answer);
  const recorder = new Recorder();
  const slept: number[] = [];
  const outcomes: string[] = [];
  const outbox = openMemoryJournal({ now: () => NOW });
  const notifier = new WebhookNotifier({
    url,
    outbox,
    timeoutMs: 5_000,
    clock: { now: () => NOW, sleep: async (ms) => void slept.push(ms) },
    log: recorder.log,
    telemetry: { notified: (outcome) => void outcomes.push(outcome) },
    ...options,
  });
  onTestFinished(() => notifier.close());
  const ended = (count: number) => expect.poll(() => outcomes.length).toBe(count);
  return { notifier, received, recorder, slept, outcomes, outbox, ended };
}

const statuses =
  (...codes: readonly number[]): Answer =>
  (response, count) => {
    response.statusCode = codes[Math.min(count, codes.length - 1)] ?? 200;
    response.end('whatever it says');
  };

describe('what is sent', () => {
  it('is all fields as JSON without a template', async () => {
    const { notifier, received, ended } = await notifying();
    notifier.tell(NOTICE);
    await ended(1);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(JSON.parse(body)).toEqual({
      id: headers['x-autoscaler-delivery'],
      kind: 'at-max',
      status: 'raised',
      severity: 'warning',
      project: 'shop',
      service: 'web',
      message: NOTICE.message,
      at: '2026-01-05T12:00:00.000Z',
    });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-autoscaler-signature']).toBeUndefined();
  });

  it('is the template with its placeholders filled in, whatever the message holds', async () => {
    const template = {
      text: '[{{severity}}] {{ message }}',
      deep: [{ 'a {{kind}}': '{{project}}/{{service}}' }],
      n: 3,
    };
    const { notifier, received, ended } = await notifying(undefined, { template });
    notifier.tell(NOTICE);
    await ended(1);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      text: `[warning] ${NOTICE.message}`,
      deep: [{ 'a {{kind}}': 'shop/web' }],
      n: 3,
    });
  });

  it('is signed over the time and the body', async () => {
    const { notifier, received, ended } = await notifying(undefined, { secret: 'shared secret' });
    notifier.tell(NOTICE);
    await ended(1);
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
    const seconds = NOW / 1000;
    const expected = createHmac('sha256', 'shared secret').update(`${seconds}.${body}`).digest('hex');
    expect(headers['x-autoscaler-signature']).toBe(`t=${seconds},v1=${expected}`);
  });

  it('goes out in order, one after the other', async () => {
    const { notifier, received, ended } = await notifying();
    for (const message of ['first', 'second', 'third']) notifier.tell({ ...NOTICE, message });
    await ended(3);
    expect(received.map(({ body }) => JSON.parse(body).message)).toEqual(['first', 'second', 'third']);
  });
});

describe('what fails', () => {
  it('is tried again with the same id, longer and longer after', async () => {
    const { notifier, received, slept, outcomes, ended } = await notifying(statuses(500, 503, 429, 200));
    notifier.tell(NOTICE);
    await ended(1);
    expect(outcomes).toEqual(['delivered']);
    expect(new Set(received.map(({ headers }) => headers['x-autoscaler-delivery'])).size).toBe(1);
    expect(slept).toHaveLength(3);
    expect(slept[0]).toBeGreaterThanOrEqual(1_000);
    expect(slept[1]).toBeGreaterThanOrEqual(5_000);
    expect(slept[2]).toBeGreaterThanOrEqual(20_000);
  });

  it('is given up after five attempts; the log says so once and keeps the address to itself', async () => {
    const { notifier, received, outcomes, recorder, ended } = await notifying(statuses(500));
    notifier.tell(NOTICE);
    notifier.tell(NOTICE);
    await ended(2);
    expect(received).toHaveLength(10);
    expect(outcomes).toEqual(['failed', 'failed']);
    const warned = recorder.said('warn', 'a notification could not be delivered: it answered 500');
    expect(warned).toHaveLength(1);
    expect(JSON.stringify(recorder.lines)).not.toContain('hidden');
  });

  it.each([400, 401, 404, 301])('is not tried again where that cannot help: %i', async (status) => {
    const { notifier, received, outcomes, ended } = await notifying(statuses(status));
    notifier.tell(NOTICE);
    await ended(1);
    expect(outcomes).toEqual(['failed']);
    expect(received).toHaveLength(1);
  });

  it('waits as long as the receiver asks, but not for ever', async () => {
    const { notifier, slept, ended } = await notifying((response, count) => {
      if (count < 2) response.writeHead(429, { 'retry-after': count === 0 ? '30' : '999999' });
      response.end();
    });
    notifier.tell(NOTICE);
    await ended(1);
    expect(slept).toEqual([30_000, 120_000]);
  });

  it('is what does not answer in time', async () => {
    const { notifier, recorder, ended } = await notifying(() => undefined, { timeoutMs: 20 });
    notifier.tell(NOTICE);
    await ended(1);
    expect(recorder.said('warn', 'it did not answer in time')).toHaveLength(1);
  });

  it('is what cannot be reached', async () => {
    const { notifier, recorder, ended } = await notifying(undefined, { url: 'http://127.0.0.1:1/hook' });
    notifier.tell(NOTICE);
    await ended(1);
    expect(recorder.said('warn', 'it cannot be reached')).toHaveLength(1);
  });

  it('and works again later is told once', async () => {
    const { notifier, recorder, ended } = await notifying(statuses(404, 200));
    notifier.tell(NOTICE);
    notifier.tell(NOTICE);
    notifier.tell(NOTICE);
    await ended(3);
    expect(recorder.said('info', 'notifications are delivered again')).toHaveLength(1);
  });
});

describe('nothing waits for it', () => {
  it('telling returns while the receiver hangs; what waits is bounded, the oldest goes', async () => {
    const { notifier, received, outcomes } = await notifying(() => undefined);
    for (let count = 0; count < 250; count += 1) notifier.tell({ ...NOTICE, message: String(count) });
    expect(outcomes.filter((outcome) => outcome === 'dropped')).toHaveLength(49);
    await expect.poll(() => received.length).toBe(1);
  });

  it('closing tells what is left, without trying again; what then fails waits for the next start', async () => {
    const { notifier, received, outcomes, outbox } = await notifying(statuses(500));
    for (const message of ['first', 'second']) notifier.tell({ ...NOTICE, message });
    await notifier.close();
    expect(outcomes).toEqual([]);
    expect(received).toHaveLength(2);
    expect(outbox.pendingNotices().map(({ body }) => JSON.parse(body).message)).toEqual(['first', 'second']);
  });
});

describe('what a former process left', () => {
  const left = (id: string, at: number) => ({ id, at, body: JSON.stringify({ id }) });

  it('goes out first, with the ids it had, and is then forgotten', async () => {
    const { notifier, received, outbox, ended } = await notifying();
    for (const id of ['one', 'two']) outbox.addPendingNotice(left(id, NOW - 60_000));
    notifier.start();
    notifier.tell(NOTICE);
    await ended(3);
    expect(received.map(({ body }) => JSON.parse(body).id).slice(0, 2)).toEqual(['one', 'two']);
    expect(received[0]?.headers['x-autoscaler-delivery']).toBe('one');
    expect(outbox.pendingNotices()).toEqual([]);
  });

  it('is dropped when it waited for longer than a day', async () => {
    const { notifier, received, outcomes, outbox, ended } = await notifying();
    outbox.addPendingNotice(left('old', NOW - 25 * 3_600_000));
    outbox.addPendingNotice(left('new', NOW - 23 * 3_600_000));
    notifier.start();
    await ended(2);
    expect(outcomes).toEqual(['dropped', 'delivered']);
    expect(received).toHaveLength(1);
  });

  it('does not keep anything from being told when the journal fails', async () => {
    const fails = () => {
      throw new Error('disk full');
    };
    const outbox = { pendingNotices: fails, addPendingNotice: fails, removePendingNotice: fails };
    const { notifier, received, recorder, ended } = await notifying(undefined, { outbox });
    notifier.start();
    notifier.tell(NOTICE);
    await ended(1);
    expect(received).toHaveLength(1);
    expect(recorder.said('error', 'disk full').length).toBeGreaterThan(0);
  });
});
