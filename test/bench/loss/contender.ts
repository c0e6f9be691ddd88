import type { ComposeProject } from '../../support/compose-project.ts';
import type { Window } from './latency.ts';

/** Changes how many replicas a contender's service has. */
export interface Scaler {
  /** Returns when the contender thinks it is done. */
  readonly scale: (replicas: number) => Promise<void>;
  /** When it told the balancer something or waited for a drain, where it can tell. */
  readonly changes?: () => readonly Window[];
  readonly end: () => Promise<void>;
}

/** A way of scaling a service behind a balancer. */
export interface Contender {
  readonly name: string;
  readonly balancer: 'HAProxy' | 'nginx';
  readonly isOurs: boolean;
  /** The Compose file; `folder` is the project's own, for files to mount. */
  readonly define: (folder: string, ledger: string) => Promise<object>;
  /** The project's replicas run and are healthy. */
  readonly start: (project: ComposeProject) => Promise<Scaler>;
}
