import { controlInForce, underControl, withoutControl } from '../core/controls-in-force.ts';
import { effectiveBounds } from '../core/evaluate/schedules.ts';
import type { JournalReader } from '../core/journal.ts';
import type { ManualControl } from '../core/manual-control.ts';
import type { Console, ReplicaView, ServiceView } from '../core/operations.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Clock, PolicySet, ScheduleReader } from '../core/ports.ts';
import type { Controller } from './controller.ts';
import type { LatestDecisions } from './latest-decisions.ts';
import type { ManagedService } from './managed-service.ts';
import { notCovered } from './not-covered.ts';

/** What the console looks at. */
export interface ConsoleParts {
  readonly controller: Controller;
  readonly latest: LatestDecisions;
  readonly schedules: ScheduleReader;
  readonly clock: Clock;
  readonly journal: Pick<JournalReader, 'controls'>;
}

/** The running controller for those who look on. */
export class ControllerConsole implements Console {
  readonly #parts: ConsoleParts;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
  }

  get ticks(): number {
    return this.#parts.latest.ticks;
  }

  services(): readonly ServiceView[] {
    const controls = this.#controls();
    return this.#parts.controller.services.map((service) => this.#view(service, controls));
  }

  service(ref: ServiceRef): ServiceView {
    const service = this.#parts.controller.services.find((s) => serviceKey(s.ref) === serviceKey(ref));
    if (service) return this.#view(service, this.#controls());
    throw notCovered(ref);
  }

  policies(): PolicySet {
    return this.#parts.controller.policies;
  }

  /** What people asked for, also since the last tick. */
  #controls(): ReadonlyMap<string, ManualControl> {
    return new Map(this.#parts.journal.controls().map(({ ref, control }) => [serviceKey(ref), control]));
  }

  #view(service: ManagedService, controls: ReadonlyMap<string, ManualControl>): ServiceView {
    const { schedules, clock, latest } = this.#parts;
    const { task, balancer, history } = service;
    const control = controlInForce(controls.get(serviceKey(service.ref)) ?? {}, clock.now());
    const policy = underControl(withoutControl(service.policy), control);
    const decided = latest.of(service.ref);
    return {
      policy,
      bounds: effectiveBounds(policy, schedules.active(policy.schedules, clock.now())),
      replicas: replicasOf(service),
      current: service.staying.length,
      ready: service.ready,
      ...(task && { task: { purpose: task.purpose, from: task.plan.from, to: task.plan.to } }),
      ...(balancer.fault && { balancerFault: balancer.fault.message }),
      ...(decided && { decided }),
      ...(history.failures && { failures: history.failures }),
    };
  }
}

function replicasOf({ roster, balancer }: ManagedService): readonly ReplicaView[] {
  const entries = new Map(balancer.view?.entries.map((entry) => [entry.replicaId, entry]));
  return roster.all.map((replica) => {
    const where = roster.transit.get(replica.id);
    const entry = entries.get(replica.id);
    return { replica, ...(where && { transit: where }), ...(entry && { entry }) };
  });
}
