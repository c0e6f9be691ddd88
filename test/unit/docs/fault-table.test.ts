import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultTableText } from '../../support/faults/document.ts';
import { casesFor, FAULTS } from '../../support/faults/table.ts';

it('docs/fault-table.md is as the tests are: npm run schema', () => {
  const page = readFileSync(new URL('../../../docs/fault-table.md', import.meta.url), 'utf8');
  expect(page).toBe(faultTableText());
});

it('every fault is in every run of the tests, behind one balancer at least', () => {
  const inEveryRun = [...casesFor('haproxy', 'always'), ...casesFor('nginx', 'always')];
  expect(new Set(inEveryRun.map(({ fault }) => fault.id))).toEqual(new Set(FAULTS.map(({ id }) => id)));
});

it('a controller is killed after every step in every run', () => {
  const steps = [
    'create',
    'start',
    'await-ready',
    'join-balancer',
    'drain',
    'leave-balancer',
    'stop',
    'remove',
  ];
  const killed = casesFor('haproxy', 'always').filter(({ fault }) => fault.id === 'controller-killed');
  expect(killed.map(({ step }) => step)).toEqual(steps);
});
