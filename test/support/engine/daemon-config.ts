import type { EnginePaths } from './paths.ts';
import type { Suite } from './suites.ts';

/** The dockerd configuration that keeps one suite's engine apart from every other engine. */
export function daemonConfig(suite: Suite, paths: EnginePaths): Record<string, unknown> {
  return {
    'data-root': paths.data,
    'exec-root': paths.exec,
    pidfile: paths.pidFile,
    hosts: [`unix://${paths.socket}`],
    bridge: suite.bridge,
    'default-address-pools': [{ base: suite.addressPool, size: 24 }],
    // Works under cgroup v1 and v2 alike, with and without systemd.
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': `/${suite.cgroup}`,
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', 'max-file': '2' },
    'live-restore': false,
    'shutdown-timeout': 5,
    ...(suite.writesKey ? { 'deprecated-key-path': `${paths.run}/key.json` } : {}),
  };
}
