import { expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

it('a policy’s step table comes through', () => {
  const text = `service: web
max: 10
metrics:
  cpu:
    source: docker.cpu
    scaleUp: { above: 70, steps: [{ above: 85, step: 2 }, { above: 95, step: 50% }] }
    scaleDown: { below: 30, steps: [{ below: 10, step: 3 }] }
`;
  const { drafts, faults } = parsePolicyFile(text, 'p.yaml');
  expect(faults).toEqual([]);
  expect(drafts[0]?.body.metrics[0]?.rule).toEqual({
    kind: 'thresholds',
    up: {
      value: 70,
      forMs: 0,
      step: { kind: 'replicas', replicas: 1 },
      steps: [
        { value: 85, step: { kind: 'replicas', replicas: 2 } },
        { value: 95, step: { kind: 'percent', percent: 50 } },
      ],
    },
    down: {
      value: 30,
      forMs: 0,
      step: { kind: 'replicas', replicas: 1 },
      steps: [{ value: 10, step: { kind: 'replicas', replicas: 3 } }],
    },
  });
});

it('rows out of order are a fault at their place', () => {
  const text = `service: web
max: 10
metrics:
  cpu:
    source: docker.cpu
    scaleUp: { above: 70, steps: [{ above: 85, step: 2 }, { above: 80, step: 3 }] }
    scaleDown: { below: 30, steps: [{ below: 40, step: 3 }] }
`;
  const { faults } = parsePolicyFile(text, 'p.yaml');
  expect(faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([
    'p.yaml:6:68: step 2 of "scaleUp" in metric "cpu" begins at 80, which is not over 85 before it',
    'p.yaml:7:46: step 1 of "scaleDown" in metric "cpu" begins at 40, which is not under 30 before it',
  ]);
});
