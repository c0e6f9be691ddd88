import type { Script } from './story.ts';

/** The story of the demo, on a real stack and on a simulated one. */
export const SCRIPT: Script = {
  calmRate: 20,
  busyRate: 230,
  calmSeconds: 10,
  riseSeconds: 15,
  proveSeconds: 8,
  enough: 5,
  least: 2,
  patienceSeconds: 100,
};
