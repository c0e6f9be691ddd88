import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { FilePlace } from './file-place.ts';
import { placeOf } from './file-place.ts';
import type { NginxService } from './service.ts';

/** Nothing in it needs quoting in nginx's configuration; no colon, which would begin a port. */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/;
/** Nothing in it means something to a shell or to nginx. */
export const CONTAINER_PATH = /^\/[A-Za-z0-9._/@+-]{0,500}$/;

/** Where one service's generated configuration lives, and under which names nginx knows it. All are safe to use. */
export interface SafeNames {
  /** `project/service`, for comments. */
  readonly owner: string;
  readonly project: string;
  /** The upstream's name. */
  readonly backend: string;
  /** The upstream's shared memory; another name than any that users give theirs. */
  readonly zone: string;
  /** Begins the names of variables, and of upstreams beside the service's own. */
  readonly prefix: string;
  /** Without a trailing slash. */
  readonly directory: string;
  /** What belongs into the `http` block. */
  readonly main: FilePlace;
  /** What belongs into a `location`. */
  readonly location: FilePlace;
  /** The `server` blocks of all services of the project. */
  readonly listeners: FilePlace;
  /** Matches the main files of all services of the project. */
  readonly siblings: string;
}

/**
 * The names under which a service is written into configuration.
 * Throws `E_BALANCER_UNSUPPORTED` for one that is not made of harmless characters.
 */
export function safeNames({ ref, balancer }: NginxService): SafeNames {
  const project = safeName('the project name', ref.project, 'Rename the Compose project');
  const service = safeName('the service name', ref.service, 'Rename the Compose service');
  const backend = safeName('balancer.backend', balancer.backend, 'Choose a plain upstream name');
  const directory = safePath(balancer.configDir);
  const owner = serviceKey(ref);
  return {
    owner,
    project,
    backend,
    zone: `autoscaler-${project}-${service}`,
    prefix: prefixOf(owner, service),
    directory,
    main: placeOf(directory, `${project}-${service}.conf`),
    location: placeOf(directory, `${project}-${service}.location`),
    listeners: placeOf(directory, `${project}.listeners.conf`),
    siblings: posix.join(directory, `${project}-*.conf`),
  };
}

/** Variables take letters, digits and underscores only; the digest keeps `a-b` and `a_b` apart. */
function prefixOf(owner: string, service: string): string {
  const digest = createHash('sha256').update(owner).digest('hex').slice(0, 6);
  return `autoscaler_${service.replace(/[^A-Za-z0-9]/g, '_')}_${digest}`;
}

function safePath(path: string): string {
  if (!CONTAINER_PATH.test(path))
    throw unsupported(
      'balancer.configDir',
      path,
      'Give an absolute path of letters, digits and . _ / @ + -.',
    );
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function safeName(what: string, name: string, fix: string): string {
  if (!NAME.test(name)) throw unsupported(what, name, `${fix}: only letters, digits and _ . - are possible.`);
  return name;
}

/** A setting that has no harmless spelling in nginx's configuration. */
export function unsupported(what: string, value: string, fix: string): AutoscalerError {
  const shown = JSON.stringify(value.slice(0, 120));
  return new AutoscalerError('E_BALANCER_UNSUPPORTED', `nginx cannot carry ${what} ${shown}`, {
    fix,
    ...(what.startsWith('balancer.') ? { at: what } : {}),
  });
}
