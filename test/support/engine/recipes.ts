import type { SuiteName } from './suites.ts';

export interface Recipe {
  /** The suite whose packages the image holds. */
  readonly suite: SuiteName;
  /** The folder of its Dockerfile. */
  readonly folder:
    | 'alertmanager'
    | 'chromium'
    | 'haproxy'
    | 'nginx'
    | 'nginx-exporter'
    | 'node'
    | 'node-exporter'
    | 'prometheus';
  /** A command that prints the true version. */
  readonly version: readonly string[];
}

/** Stand-ins for official images, by the official name: same paths, user, entrypoint and command, Debian's program. */
export const recipes = {
  'haproxy:3.2': { suite: 'sid', folder: 'haproxy', version: ['haproxy', '-v'] },
  'prom/prometheus:v3.5.0': { suite: 'sid', folder: 'prometheus', version: ['--version'] },
  'prom/alertmanager:v0.28.1': { suite: 'sid', folder: 'alertmanager', version: ['--version'] },
  'prom/node-exporter:v1.9.1': { suite: 'sid', folder: 'node-exporter', version: ['--version'] },
  'chromedp/headless-shell:stable': { suite: 'trixie', folder: 'chromium', version: ['--version'] },
  'nginx/nginx-prometheus-exporter:1.4.2': {
    suite: 'sid',
    folder: 'nginx-exporter',
    version: ['--version'],
  },
  'node:24-trixie-slim': { suite: 'trixie', folder: 'node', version: ['node', '--version'] },
  'haproxy:2.6': { suite: 'bookworm', folder: 'haproxy', version: ['haproxy', '-v'] },
  'nginx:1.22': { suite: 'bookworm', folder: 'nginx', version: ['nginx', '-v'] },
  'nginx:1.30': { suite: 'sid', folder: 'nginx', version: ['nginx', '-v'] },
} as const satisfies Record<string, Recipe>;

export type ImageName = keyof typeof recipes;

/** What docker-compose.yml and our own Dockerfiles name. */
export const defaultImages: readonly ImageName[] = [
  'haproxy:3.2',
  'prom/prometheus:v3.5.0',
  'node:24-trixie-slim',
];
