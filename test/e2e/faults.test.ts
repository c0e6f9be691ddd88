import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { faultStage, type Stage } from '../support/faults/stage.ts';
import { type Seen, STRIKES } from '../support/faults/strikes.ts';
import { casesFor, type Loss } from '../support/faults/table.ts';
import { expectNoFailure } from '../support/stack/traffic.ts';

const CASES = process.env.FAULTS === 'all' ? 'all' : 'always';

/** What clients may see. */
const EXPECTED: Readonly<Record<Loss, (seen: Seen) => void>> = {
  none: ({ report }) => expectNoFailure(report),
  'while-away': ({ report }) => expect(report.failedIn.back).toBe(0),
  'own-posts': ({ report, held }) => {
    expect(report.firstFailures.slice(0, report.failed - report.failedPosts)).toEqual([]);
    expect(held?.failed ?? 0).toBeLessThanOrEqual(2 * (held?.perReplica ?? 0));
  },
};

describe.each(['haproxy', 'nginx'] as const)('whatever fails, %s and Docker agree afterwards', (balancer) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await faultStage(balancer);
  });
  afterAll(() => stage?.down());

  test.each(casesFor(balancer, CASES).map((one) => [one.title, one] as const))('%s', async (_, one) => {
    onTestFailed(() => void process.stderr.write(stage.controller.said().slice(-6000)));
    EXPECTED[one.fault.loss](await STRIKES[one.fault.id](stage, one));
  });
});
