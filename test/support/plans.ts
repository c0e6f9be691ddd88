import { TRAFFIC_DEFAULTS } from '../../src/core/balancing.ts';
import type { Plan, PlanInput } from '../../src/core/plan.ts';
import type { Replica } from '../../src/core/replica.ts';
import { policy } from './builders.ts';

const HAPROXY = {
  kind: 'haproxy',
  service: 'haproxy',
  backend: 'web',
  configDir: '/etc/haproxy/auto',
  socket: '/run/haproxy/admin.sock',
  ...TRAFFIC_DEFAULTS,
  algorithm: 'leastconn',
} as const;

/** What the planner sees of these containers, with HAProxy before them unless told. */
export function planInput(replicas: readonly Replica[], overrides: Partial<PlanInput> = {}): PlanInput {
  return {
    policy: policy({ balancer: HAPROXY }),
    replicas,
    inFlight: new Map(),
    leaving: new Set(),
    atomic: false,
    ...overrides,
  };
}

/** A plan’s chains as text: `stop 2, remove 2`. */
export function chainsOf(plan: Plan | undefined): readonly string[] {
  return (plan?.chains ?? []).map((steps) => steps.map((step) => `${step.kind} ${step.number}`).join(', '));
}
