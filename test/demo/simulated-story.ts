import type { Policy } from '../../src/core/policy.ts';
import { type SimulatedSecond, SimulatedService } from './simulated-service.ts';
import { partsOf, type Script } from './story.ts';

/** The story's seconds, one after the other, told by a simulated service that this policy scales. */
export function* tellSimulated(script: Script, policy: Policy): Generator<SimulatedSecond> {
  const service = new SimulatedService(policy);
  const moments: SimulatedSecond['moment'][] = [];
  for (const part of partsOf(script))
    for (let second = 0; !part.isOver(second, moments); second++) {
      const told = service.second(part.rate(second), part.phase);
      moments.push(told.moment);
      yield told;
    }
}
