import { expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';
import { intervalRule } from '../../../src/config/rules/interval.ts';

const TEXT = `service: web
max: 10
metrics:
  cpu:
    source: docker.cpu
    scaleUp: { above: 70, for: 5m }
    scaleDown: { below: 30 }
  rps:
    source: docker.memory
    maxAge: 5m
    scaleUp: { above: 70, for: 5m }
`;

function faultsAt(intervalMs: number) {
  return parsePolicyFile(TEXT, 'p.yaml', [intervalRule(intervalMs)]).faults;
}

it('a threshold that has to hold for longer than two ticks ever see is a fault, with its place', () => {
  expect(faultsAt(120_000)).toEqual([
    {
      at: 'p.yaml:6:32',
      message:
        '"scaleUp.for" in metric "cpu" never ends: a tick comes every 2m, and what was seen 1m30s ago ("maxAge") no longer counts',
      fix: 'Raise "maxAge" to 4m, tick more often with --interval, or remove "for".',
    },
  ]);
});

it('is none while a tick comes before what was seen is too old', () => {
  expect(faultsAt(90_000)).toEqual([]);
});
