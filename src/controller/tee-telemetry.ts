import type { Telemetry } from '../core/ports.ts';

/** Tells several what the controller tells of itself. */
export function teeTelemetry(...all: readonly Partial<Telemetry>[]): Telemetry {
  const each = (tell: (telemetry: Partial<Telemetry>) => void) => {
    for (const telemetry of all) tell(telemetry);
  };
  return {
    tick: (...told) => each((t) => t.tick?.(...told)),
    decision: (...told) => each((t) => t.decision?.(...told)),
    sample: (...told) => each((t) => t.sample?.(...told)),
    used: (...told) => each((t) => t.used?.(...told)),
    step: (...told) => each((t) => t.step?.(...told)),
    failure: (...told) => each((t) => t.failure?.(...told)),
    drainOverran: (...told) => each((t) => t.drainOverran?.(...told)),
    policies: (...told) => each((t) => t.policies?.(...told)),
    notified: (...told) => each((t) => t.notified?.(...told)),
    retain: (...told) => each((t) => t.retain?.(...told)),
  };
}
