import type { BalancingRef } from './balancing.ts';
import type { ServiceRef } from './policy.ts';
import type { BalancedService } from './ports.ts';
import type { Replica } from './replica.ts';

/** A directory or file that a container sees from outside of its image. */
export interface SurveyedMount {
  /** As the container sees it. */
  readonly destination: string;
  /** The volume's name, or the path on the engine's host. */
  readonly source: string;
  readonly kind: 'volume' | 'bind' | 'other';
  readonly isWritable: boolean;
}

/** A port of a container that clients reach on the host. */
export interface PublishedPort {
  readonly port: number;
  readonly hostIp: string;
  readonly hostPort: number;
}

/** Something that stands in the way, as a sentence, and what to do about it. */
export interface Obstacle {
  readonly reason: string;
  readonly fix: string;
}

/** A running Compose service as the engine has it; of several containers the newest speaks for all. */
export interface SurveyedService {
  readonly ref: ServiceRef;
  readonly image: string;
  /** Entrypoint and command, as one argument list. */
  readonly argv: readonly string[];
  /** The command alone, as the Compose file or the image gives it. */
  readonly command: readonly string[];
  readonly replicas: readonly Replica[];
  readonly mounts: readonly SurveyedMount[];
  readonly published: readonly PublishedPort[];
  /** Names of its networks by their id. */
  readonly networks: ReadonlyMap<string, string>;
  /** Every name under which others may reach it: the service's, aliases, containers' names. */
  readonly hostNames: readonly string[];
  /** In cores. Absent without a limit. */
  readonly cpuLimitCores?: number;
  /** Why a further replica cannot be made; empty when it can. */
  readonly refusals: readonly Obstacle[];
  /** The Compose files as Compose knew them, and their directory. Empty when it did not say. */
  readonly composeFiles: readonly string[];
}

/** Whether a service is that program, by its image's name or the command it runs; what exports its metrics is not. */
export function runsProgram({ image, argv }: SurveyedService, program: string): boolean {
  const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const name = lastOf(image);
  const isNamedSo = name.startsWith(program) && !name.includes('exporter');
  return isNamedSo || argv.some((word) => lastOf(word) === program);
}

/** A Compose project as it runs, and the host it runs on. */
export interface Survey {
  readonly project: string;
  readonly services: readonly SurveyedService[];
  readonly cpuCores: number;
}

/** Looks at everything of one Compose project that runs. */
export interface Surveyor {
  /** Throws `E_PROJECT_UNKNOWN` when the engine has no such project, or several and none was named. */
  survey(project: string | undefined, signal: AbortSignal): Promise<Survey>;
}

/** A few lines that a user is to write into a file of theirs. */
export interface SetupLines {
  /** The file: a path in the balancer's container, or `COMPOSE_FILE`. */
  readonly file: string;
  /** Where in it, such as `global` or `line 12`. */
  readonly where: string;
  readonly lines: readonly string[];
  /** The line that these are to replace. */
  readonly insteadOf?: string;
  readonly why: string;
}

/** Stands for the user's Compose file in `SetupLines.file`. */
export const COMPOSE_FILE = 'docker-compose.yml';

/** How one service is, or is to be, reached through a balancer. */
export interface ServiceSetup {
  readonly service: string;
  /** Whether the balancer's configuration sends requests to it already, in whichever way. */
  readonly isRouted: boolean;
  /** Its balancer settings: only `port` may be missing, where it is not clear. */
  readonly balancer: BalancingRef;
  readonly lines: readonly SetupLines[];
  readonly obstacles: readonly Obstacle[];
  /** What changes for the user, as sentences. */
  readonly notes: readonly string[];
}

/** What a balancer's running configuration has, and what it lacks for being moved along. */
export interface BalancerFindings {
  readonly version: string;
  /** Volumes beside the directory of generated files that the autoscaler has to share, by the path in the balancer. */
  readonly shared: readonly string[];
  /** The directory of generated files beside the Compose file, where the lines mount one that is new. */
  readonly newDirectory?: string;
  /** Lines that all services need. */
  readonly lines: readonly SetupLines[];
  readonly obstacles: readonly Obstacle[];
  readonly services: readonly ServiceSetup[];
}

/** A file of ours that a balancer loads already. */
export interface GeneratedService {
  readonly service: string;
  readonly port?: number;
}

/** Knows how a user's own configuration of one kind of balancer has to look. */
export interface BalancerSetup {
  /** Whether the service runs this kind of balancer. */
  recognises(service: SurveyedService): boolean;
  /** Reads the configuration that the balancer runs with. Throws `E_BALANCER_*` when it cannot be looked at. */
  examine(
    balancer: SurveyedService,
    others: readonly SurveyedService[],
    signal: AbortSignal,
  ): Promise<BalancerFindings>;
  /** The generated file of a service as it is to be before the autoscaler has run: its name and content. */
  firstFile(
    service: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly content: string }>;
}
