import type { BalancerContainer } from '../../core/ports.ts';
import type { NewFile } from './new-file.ts';
import type { PlannedFile } from './plan.ts';

/** Files that are put in place and loaded together. */
export interface Change {
  readonly container: BalancerContainer;
  /** `project/service` of those that want it. */
  readonly owners: readonly string[];
  /** At least one. */
  readonly files: readonly PlannedFile[];
  /** Files that nginx must include; without one the policy of somebody would have no effect. */
  readonly required: readonly NewFile[];
}
