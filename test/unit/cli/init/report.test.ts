import { expect, it } from 'vitest';
import type { InitPlan } from '../../../../src/cli/init/plan.ts';
import { initText } from '../../../../src/cli/init/report.ts';
import { COMPOSE_FILE, type SetupLines } from '../../../../src/core/setup.ts';
import { surveyedService } from '../../../support/survey.ts';

const line = (file: string, where: string): SetupLines => ({ file, where, lines: ['x'], why: 'y' });
const VOLUME = line(COMPOSE_FILE, 'services.lb.volumes');
const SIDECAR = line(COMPOSE_FILE, 'services');
const OWN = line('/etc/nginx/nginx.conf', 'in http');

function nextSteps(lines: readonly SetupLines[]): readonly string[] {
  const services = [surveyedService('web'), surveyedService('lb')] as const;
  const [web, lb] = services;
  const findings = { version: '1.30', shared: [], lines, obstacles: [], services: [] };
  const plan: InitPlan = {
    survey: { project: 'shop', services, cpuCores: 2 },
    balancer: { kind: 'nginx', service: lb, findings },
    proposals: [{ service: web, balancer: { kind: 'none' }, min: 2, max: 3, lines, notes: [] }],
    leftAlone: [],
    hasPrometheus: false,
    policies: new Map(),
    files: [],
    lines,
  };
  const [, steps = ''] = initText(plan, new Map(), false).split('Next\n');
  return steps.trim().split(/\n +\d\. /);
}

it.each([
  ['its Compose service changes', [OWN, VOLUME, SIDECAR], ['docker compose up -d lb']],
  ['only its own file changes, which Compose does not see', [OWN, SIDECAR], ['docker compose restart lb']],
  ['nothing of it changes', [SIDECAR], []],
])('the balancer takes the lines when %s', (_, lines, steps) => {
  expect(nextSteps(lines).slice(1, -3)).toEqual(steps);
});
