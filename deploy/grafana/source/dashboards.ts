import { APPLICATION } from './application.ts';
import { AUTOSCALING } from './autoscaling.ts';
import type { Dashboard } from './dashboard.ts';
import { OVERVIEW } from './overview.ts';

/** Every dashboard that is provisioned. */
export const DASHBOARDS: readonly Dashboard[] = [OVERVIEW, AUTOSCALING, APPLICATION];
