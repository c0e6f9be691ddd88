import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { NginxService } from './service.ts';

/** Nothing in it needs quoting in nginx's configuration; no colon, which would begin a port. */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/;
/** Nothing in it means something to a shell or to nginx. */
const CONTAINER_PATH = /^\/[A-Za-z0-9._/@+-]{0,500}$/;

/** Where one service's generated configuration lives, and under which names nginx knows it. All are safe to use. */
export interface SafeNames {
  /** `project/service`, for comments. */
  readonly owner: string;
  /** The upstream's name. */
  readonly backend: string;
  /** The upstream's shared memory; another name than any that users give theirs. */
  readonly zone: string;
  /** Without a trailing slash. */
  readonly directory: string;
  readonly file: string;
  /** The files beside it begin with a dot: nginx's `include …/*.conf` skips them. */
  readonly candidate: string;
  /** What the file was before its last change. */
  readonly previous: string;
  /** Holds the generation that nginx was seen to have loaded. */
  readonly proof: string;
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
  const base = `${project}-${service}.conf`;
  const beside = (what: string) => posix.join(directory, `.${base}.${what}`);
  return {
    owner: serviceKey(ref),
    backend,
    zone: `autoscaler-${project}-${service}`,
    directory,
    file: posix.join(directory, base),
    candidate: beside('candidate'),
    previous: beside('previous'),
    proof: beside('proven'),
  };
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

function unsupported(what: string, value: string, fix: string): AutoscalerError {
  const shown = JSON.stringify(value.slice(0, 120));
  return new AutoscalerError('E_BALANCER_UNSUPPORTED', `nginx cannot carry ${what} ${shown}`, {
    fix,
    ...(what.startsWith('balancer.') ? { at: what } : {}),
  });
}
