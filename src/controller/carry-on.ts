import { toAutoscalerError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

/** Does something that must not stop a scaling that is under way, such as writing the journal; a failure is logged. */
export function carryOn(log: Log, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    const error = toAutoscalerError(thrown);
    log.error({ err: error }, error.message);
  }
}
