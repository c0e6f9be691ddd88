import type { ServiceState } from '../../../src/core/replica.ts';
import { replica } from '../../support/builders.ts';

/** The state of a service with one replica and these labels. */
export function serviceState(
  service: string,
  labels: Readonly<Record<string, string>> = {},
  project = 'shop',
): ServiceState {
  return { ref: { project, service }, replicas: [replica(1)], labels };
}
