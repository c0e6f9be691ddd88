import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';
import { checkPolicyFiles } from '../../../src/config/policy-files.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { MISSING } from '../../support/builders.ts';
import { VirtualService } from '../../support/virtual-service.ts';

const FOLDER = 'scaling-policies';

async function shipped(name: string): Promise<Policy> {
  const { drafts, faults } = parsePolicyFile(await readFile(`${FOLDER}/${name}`, 'utf8'), name);
  const [draft] = drafts;
  if (draft === undefined || faults.length > 0) throw new Error(JSON.stringify(faults));
  return { ref: { project: 'shop', service: draft.service }, ...draft.body };
}

it('the shipped policies are valid together', async () => {
  const { files, faults } = await checkPolicyFiles([FOLDER, `${FOLDER}/examples`]);
  expect(faults).toEqual([]);
  const names = await readdir(FOLDER, { recursive: true });
  expect(files).toHaveLength(names.filter((name) => name.endsWith('.yaml')).length);
});

describe('classic-thresholds.yaml does what the script does, every 30 s', () => {
  const after = async (replicas: number, cpu: number, requests: number) => {
    const service = new VirtualService(await shipped('examples/classic-thresholds.yaml'), replicas);
    for (let seconds = 0; seconds <= 90; seconds += 30) service.tick(seconds, { cpu, requests });
    return service.current;
  };

  it.each([
    ['one up each time when CPU is over 70 %', 2, 71, 10, 6],
    ['one up each time when there are over 100 req/s', 2, 10, 101, 6],
    ['no more than 10', 9, 90, 500, 10],
    ['one down each time when CPU is under 30 % and there are under 50 req/s', 8, 29, 49, 4],
    ['no fewer than 2', 3, 5, 5, 2],
    ['nothing when only CPU is low', 5, 10, 60, 5],
    ['nothing when only requests are few', 5, 50, 10, 5],
    ['nothing in between', 5, 70, 100, 5],
  ])('%s', async (_, from, cpu, requests, to) => {
    expect(await after(from, cpu, requests)).toBe(to);
  });

  it('but never takes a missing number for 0', async () => {
    const service = new VirtualService(await shipped('examples/classic-thresholds.yaml'), 5);
    for (const [i, missing] of Object.values(MISSING).entries())
      service.tick(30 * i, { cpu: 10, requests: missing });
    expect(service.current).toBe(5);
  });
});

it('web.yaml follows the load up and back down', async () => {
  const service = new VirtualService(await shipped('web.yaml'), 2);
  for (let seconds = 0; seconds <= 60; seconds += 2) service.tick(seconds, { requests: 250, cpu: 50 });
  expect(service.current).toBe(5);
  for (let seconds = 62; seconds <= 400; seconds += 2) service.tick(seconds, { requests: 20, cpu: 5 });
  expect(service.current).toBe(2);
});
