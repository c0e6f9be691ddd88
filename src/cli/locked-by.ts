import { AutoscalerError } from '../core/errors.ts';
import type { LockHolder } from '../core/ports.ts';

/** The engine is under the control of somebody with another journal. */
export function lockedBy(holder: LockHolder): AutoscalerError {
  return new AutoscalerError('E_LOCKED', `this engine is under the control of ${holder.description}`, {
    fix: 'Run the command where that controller runs, with the same --state-dir, or stop it first.',
  });
}
