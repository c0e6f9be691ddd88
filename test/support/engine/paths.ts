import { homedir } from 'node:os';
import { join } from 'node:path';
import { type SuiteName, suiteNames } from './suites.ts';

/** Sockets lie under /run, because a unix socket's path may have 107 bytes only. */
export const runRoot = '/run/compose-autoscaler';

/** Where downloads and engine data live; `down` removes the data and leaves the downloads. */
export function cacheDir(...parts: string[]): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'compose-autoscaler', 'engine', ...parts);
}

export interface EnginePaths {
  readonly tools: string;
  readonly data: string;
  readonly run: string;
  readonly exec: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly config: string;
  readonly dockerConfig: string;
  readonly log: string;
  readonly leases: string;
  /** Its presence says that the last user stops the engine. */
  readonly passing: string;
}

/** The folders and files of one suite's engine. */
export function enginePaths(suite: SuiteName): EnginePaths {
  const run = join(runRoot, suite);
  return {
    tools: cacheDir('tools', suite),
    data: cacheDir('data', suite),
    run,
    exec: join(run, 'exec'),
    socket: join(run, 'docker.sock'),
    pidFile: join(run, 'dockerd.pid'),
    config: join(run, 'daemon.json'),
    dockerConfig: join(run, 'docker-config'),
    log: join(run, 'dockerd.log'),
    leases: join(run, 'leases'),
    passing: join(run, 'passing'),
  };
}

/** The suite whose private engine an address names, if any. */
export function ownSuite(dockerHost: string): SuiteName | undefined {
  return suiteNames.find((suite) => dockerHost === `unix://${enginePaths(suite).socket}`);
}
