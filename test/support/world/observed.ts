import type { ApiParts } from '../../../src/adapters/http/api.ts';
import { ControllerConsole } from '../../../src/controller/console.ts';
import { Controller } from '../../../src/controller/controller.ts';
import { LatestDecisions } from '../../../src/controller/latest-decisions.ts';
import { SampleHistory } from '../../../src/controller/sample-history.ts';
import { ControllerSteering } from '../../../src/controller/steering.ts';
import { teeTelemetry } from '../../../src/controller/tee-telemetry.ts';
import { World, type WorldOptions } from './world.ts';

/** A world whose controller ticks by hand, with what the API needs to tell of it. */
export interface Observed {
  readonly world: World;
  readonly parts: ApiParts;
  /** Lets five seconds pass and ticks. */
  tick(): Promise<void>;
}

/** A world that has ticked once. */
export async function observed(options: WorldOptions = {}): Promise<Observed> {
  const world = new World(options);
  const { journal, clock } = world;
  const latest = new LatestDecisions();
  const samples = new SampleHistory(world.dependencies);
  const telemetry = teeTelemetry(world.recorder.telemetry, latest, samples);
  const deps = { ...world.dependencies, telemetry };
  const controller = new Controller(deps, world.policyReader, { intervalMs: 5000, isDryRun: false });
  const console = new ControllerConsole({ ...deps, controller, latest });
  const parts = { console, steering: new ControllerSteering(console, deps), journal, clock };
  const tick = async () => {
    const ticked = controller.tick();
    await world.pass(5);
    await ticked;
  };
  await tick();
  return { world, parts, tick };
}
