import { posix } from 'node:path';
import type { ServiceRef } from '../../core/policy.ts';
import { safeName, safePath, safeText } from './safe-text.ts';
import type { HaproxyService } from './service.ts';

/** The characters of a URI path and query (RFC 3986), without the quote and the hash. */
const CHECK_PATH = /^\/[A-Za-z0-9\-._~!$&()*+,;=:@%/?]{0,500}$/;
const COOKIE = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** The file of the ports that the tool owns; no service's file can be called so, for those have a `-`. */
const FRONTENDS_FILE = 'frontends.cfg';

/** A generated file. */
export interface FileName {
  /** Within the directory. */
  readonly base: string;
  readonly path: string;
  /** In the same directory, with a leading dot: HAProxy skips it when it loads the directory. */
  readonly candidate: string;
}

/** Where one service's generated configuration lives, and under which names HAProxy knows it. All are safe to use. */
export interface SafeNames {
  /** `project/service`, for comments. */
  readonly owner: string;
  readonly backend: string;
  /** Without a trailing slash. */
  readonly directory: string;
  /** The service's own file. */
  readonly file: FileName;
  /** Shared with the other services of the balancer. */
  readonly frontends: FileName;
  /** The environment variable by which a running process tells the settings it was loaded with. */
  readonly settingsVariable: string;
  readonly checkPath?: string;
  readonly cookie?: string;
}

/**
 * The names under which a service is written into configuration and commands.
 * Throws `E_BALANCER_UNSUPPORTED` for one that is not made of harmless characters.
 */
export function safeNames(service: HaproxyService): SafeNames {
  const { ref, balancer } = service;
  const { check, sticky } = balancer;
  const project = safeName('the project name', ref.project, 'rename the Compose project');
  const name = safeName('the service name', ref.service, 'rename the Compose service');
  const backend = safeName('balancer.backend', balancer.backend, 'choose a plain backend name');
  const directory = safePath('balancer.configDir', balancer.configDir);
  return {
    owner: ownerOf(ref),
    backend,
    directory,
    file: fileIn(directory, `${project}-${name}.cfg`),
    frontends: fileIn(directory, FRONTENDS_FILE),
    settingsVariable: `AUTOSCALER_${project}-${name}`,
    ...(check.path === undefined ? {} : { checkPath: safeCheckPath(check.path) }),
    ...(sticky === undefined ? {} : { cookie: safeCookie(sticky.cookie) }),
  };
}

function fileIn(directory: string, base: string): FileName {
  return {
    base,
    path: posix.join(directory, base),
    candidate: posix.join(directory, `.${base}.candidate`),
  };
}

function ownerOf(ref: ServiceRef): string {
  return `${ref.project}/${ref.service}`;
}

function safeCheckPath(path: string): string {
  const fix = 'give a URI path that starts with / , percent-encoded';
  return safeText('balancer.check.path', path, CHECK_PATH, fix);
}

function safeCookie(name: string): string {
  return safeText('balancer.sticky.cookie', name, COOKIE, 'choose a name of letters, digits and _');
}
