import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';
import type { ServiceRef } from '../../core/policy.ts';
import type { HaproxyService } from './service.ts';

/** HAProxy's own alphabet for proxy and server names; nothing in it needs quoting anywhere. */
const NAME = /^[A-Za-z0-9_.:-]{1,100}$/;
/** The characters of a URI path and query (RFC 3986), without the quote and the hash. */
const CHECK_PATH = /^\/[A-Za-z0-9\-._~!$&()*+,;=:@%/?]{0,500}$/;
/** An absolute path without control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTAINER_PATH = /^\/[^\u0000-\u001f\u007f]{0,500}$/;

/** Where one service's generated configuration lives, and under which names HAProxy knows it. All are safe to use. */
export interface SafeNames {
  /** `project/service`, for comments. */
  readonly owner: string;
  readonly backend: string;
  /** Without a trailing slash. */
  readonly directory: string;
  readonly file: string;
  /** In the same directory, with a leading dot: HAProxy skips it when it loads the directory. */
  readonly candidate: string;
  /** The environment variable by which a running process tells the settings it was loaded with. */
  readonly settingsVariable: string;
  readonly checkPath?: string;
}

/**
 * The names under which a service is written into configuration and commands.
 * Throws `E_BALANCER_UNSUPPORTED` for one that is not made of harmless characters.
 */
export function safeNames(service: HaproxyService): SafeNames {
  const { ref, balancer } = service;
  const project = safeName('the project name', ref.project, 'rename the Compose project');
  const name = safeName('the service name', ref.service, 'rename the Compose service');
  const backend = safeName('balancer.backend', balancer.backend, 'choose a plain backend name');
  const directory = safePath('balancer.configDir', balancer.configDir);
  const base = `${project}-${name}.cfg`;
  return {
    owner: ownerOf(ref),
    backend,
    directory,
    file: posix.join(directory, base),
    candidate: posix.join(directory, `.${base}.candidate`),
    settingsVariable: `AUTOSCALER_${project}-${name}`,
    ...(balancer.check.path === undefined ? {} : { checkPath: safeCheckPath(balancer.check.path) }),
  };
}

/** A path inside the balancer's container, normalised. Throws `E_BALANCER_UNSUPPORTED` unless it is absolute and printable. */
export function safePath(what: string, path: string): string {
  if (!CONTAINER_PATH.test(path)) {
    throw unsupported(what, path, 'give an absolute path without control characters');
  }
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function ownerOf(ref: ServiceRef): string {
  return `${ref.project}/${ref.service}`;
}

function safeName(what: string, name: string, fix: string): string {
  if (!NAME.test(name))
    throw unsupported(what, name, `${fix}: only letters, digits and _ . : - are possible`);
  return name;
}

function safeCheckPath(path: string): string {
  if (!CHECK_PATH.test(path)) {
    throw unsupported('balancer.check.path', path, 'give a URI path that starts with / , percent-encoded');
  }
  return path;
}

function unsupported(what: string, value: string, fix: string): AutoscalerError {
  const shown = JSON.stringify(value.slice(0, 120));
  return new AutoscalerError('E_BALANCER_UNSUPPORTED', `HAProxy cannot carry ${what} ${shown}`, {
    fix: `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`,
    ...(what.startsWith('balancer.') ? { at: what } : {}),
  });
}
