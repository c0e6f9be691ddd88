import type { Decision } from '../../src/core/decision.ts';
import type { Policy } from '../../src/core/policy.ts';
import { Capacity } from '../../src/simulation/capacity.ts';
import { Fleet } from '../../src/simulation/fleet.ts';
import { RecordedGauges } from '../../src/simulation/gauges.ts';
import { Plant } from '../../src/simulation/plant.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../../src/simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../src/simulation/policy-autoscaler.ts';
import { poisson, seededRandom } from '../../src/simulation/random.ts';
import type { Moment } from './moment.ts';

/** The demo's web service, as its container is: some 65 req/s a replica, three seconds to start. */
const PLANT: PlantOptions = {
  ...REFERENCE_PLANT,
  serviceRate: 65,
  startUpSeconds: 3,
  stepSeconds: 1,
  controlSeconds: 2,
};
const LONGEST_SECONDS = 1000;

/** What one second was like. */
export interface SimulatedSecond {
  readonly moment: Moment;
  /** Where one was made in this second. */
  readonly decision?: Decision;
}

/** A service on the simulated plant, scaled by a policy, second by second. */
export class SimulatedService {
  readonly #policy: PolicyAutoscaler;
  readonly #plant = new Plant(PLANT, new Capacity(PLANT));
  readonly #gauges = new RecordedGauges(LONGEST_SECONDS, PLANT.stepSeconds);
  readonly #random = seededRandom(PLANT.seed);
  readonly #fleet: Fleet;
  #second = 0;
  #failed = 0;

  constructor(policy: Policy) {
    this.#policy = new PolicyAutoscaler(policy, new Map(), { active: () => [] }, PLANT);
    this.#fleet = new Fleet(policy.min, PLANT);
  }

  /** One second under so many requests per second. */
  second(rate: number, phase: string): SimulatedSecond {
    const second = ++this.#second;
    this.#fleet.advance(second);
    const decision = second % PLANT.controlSeconds === 0 ? this.#decide(second) : undefined;
    const requests = poisson(rate, this.#random);
    const result = this.#plant.step(requests, this.#fleet.serving);
    this.#gauges.add(requests, result);
    this.#failed += result.shed;
    const { current, ready } = this.#fleet;
    const moment = {
      second,
      phase,
      requests,
      p95Ms: 1000 * result.p95Response,
      failed: result.shed,
      allFailures: this.#failed === 0 ? {} : { timeout: this.#failed },
      replicas: { current, ready, wanted: current },
      cpuPercent: 100 * result.utilisation,
    };
    return decision === undefined ? { moment } : { moment, decision };
  }

  #decide(second: number): Decision | undefined {
    const { current, ready } = this.#fleet;
    const view = { now: second * 1000, current, ready, gauges: this.#gauges };
    this.#fleet.scale(this.#policy.decide(view));
    return this.#policy.decision;
  }
}
