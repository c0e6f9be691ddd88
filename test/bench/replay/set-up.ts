import type { PlantOptions } from '../../../src/simulation/plant-options.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';

/** How often the controller decides, in seconds. */
export const TICK_SECONDS = 5;
/** Requests per second at the trace's highest row: seven replicas' worth. */
export const PEAK_RATE = 170;

/**
 * What the controller and the simulator decide by. The balancer's own count is the one number that does not depend on how
 * busy this machine is.
 */
export const POLICY = {
  min: 2,
  max: 8,
  balancer: 'haproxy',
  metrics: { requests: { source: 'balancer.requests-per-second', target: 25, tolerance: '10%' } },
  cooldown: { up: '0s', down: '10s' },
  stabilization: { down: '15s' },
};

/** The simulated service. Its replicas are fast, as those of the real stack are at this load. */
export function plantFor(startUpSeconds: number): PlantOptions {
  return {
    ...REFERENCE_PLANT,
    serviceRate: 1000,
    startUpSeconds,
    stepSeconds: 1,
    controlSeconds: TICK_SECONDS,
  };
}
