import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import { openJournal } from '../../../src/adapters/journal/open.ts';
import { askController } from '../../../src/controller/requests.ts';
import type { JournalledStep } from '../../../src/core/journal.ts';
import type { ComposeProject } from '../../support/compose-project.ts';
import { until } from '../../support/wait.ts';
import type { Contender, Scaler } from './contender.ts';
import type { Window } from './latency.ts';
import { haproxy, PORT, stackOf } from './stack.ts';

const INTERVAL = '2s';
const SCALE_MS = 120_000;
const MOST_STEPS = 100_000;

/** The shipped program, compiled at `program`, running as controller; it is asked as `autoscaler scale` asks it. */
export function ours(program: string): readonly Contender[] {
  const start = (balancer: 'haproxy' | 'nginx') => (project: ComposeProject) =>
    startController(program, balancer, project);
  return [
    {
      name: 'ours',
      balancer: 'HAProxy',
      isOurs: true,
      define: async (_, ledger) =>
        stackOf(ledger, haproxy(resolve('deploy/haproxy/haproxy.cfg'), 'auto'), ['auto', 'run']),
      start: start('haproxy'),
    },
    {
      name: 'ours',
      balancer: 'nginx',
      isOurs: true,
      define: async (_, ledger) =>
        stackOf(
          ledger,
          {
            image: 'nginx:1.30',
            volumes: [
              `${resolve('deploy/nginx/nginx.conf')}:/etc/nginx/nginx.conf:ro`,
              'auto:/etc/nginx/auto',
            ],
          },
          ['auto'],
        ),
      start: start('nginx'),
    },
  ];
}

async function startController(
  program: string,
  kind: 'haproxy' | 'nginx',
  project: ComposeProject,
): Promise<Scaler> {
  const state = join(project.folder, 'state');
  const log = join(project.folder, 'controller.log');
  const policies = join(project.folder, 'policies');
  await mkdir(policies);
  await writeFile(join(policies, 'web.yaml'), policyText(kind, project.name));
  const controller = await runController(program, { policies, state, log, host: project.host });
  await until(
    async () => (await readFile(log, 'utf8')).includes('controller started'),
    'the controller has started',
  );
  const journal = openJournal(state, { clock: systemClock, onNotice: () => undefined });
  const ref = project.ref('web');
  return {
    scale: async (replicas) => {
      const expiresAt = systemClock.now() + SCALE_MS;
      const request = { ref, replicas, force: false, by: 'bench', expiresAt };
      await askController(journal, request, systemClock, AbortSignal.timeout(2 * SCALE_MS));
    },
    changes: () => journal.steps({ ref, limit: MOST_STEPS }).flatMap(balancerWindow),
    end: async () => {
      journal.close();
      if (controller.exitCode !== null)
        throw new Error(`the controller ended:\n${await readFile(log, 'utf8')}`);
      controller.kill('SIGTERM');
      await once(controller, 'exit');
    },
  };
}

const OF_BALANCER: readonly string[] = ['join-balancer', 'drain', 'leave-balancer'];
/** A change shows in the requests that follow it. */
const AFTER_CHANGE_MS = 500;

function balancerWindow({ at, event }: JournalledStep): readonly Window[] {
  if (event.kind !== 'step-done' || !OF_BALANCER.includes(event.step.kind)) return [];
  return [{ from: at - event.ms, to: at + AFTER_CHANGE_MS }];
}

interface Place {
  readonly policies: string;
  readonly state: string;
  readonly log: string;
  readonly host: string;
}

async function runController(program: string, { policies, state, log, host }: Place): Promise<ChildProcess> {
  const file = await open(log, 'w');
  const flags = {
    interval: INTERVAL,
    policies,
    'state-dir': state,
    listen: 'off',
    'docker-host': host,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const controller = fork(join(program, 'main.js'), ['run', ...args], {
    env: { NODE_ENV: 'production', NODE_NO_WARNINGS: '1' },
    execArgv: [],
    stdio: ['ignore', 'ignore', file.fd, 'ipc'],
  });
  await file.close();
  return controller;
}

/** A policy as people write it; the CPU never comes near its target, so that only the benchmark changes the count. */
function policyText(kind: 'haproxy' | 'nginx', project: string): string {
  return `service: web
project: ${project}
min: 2
max: 10
balancer: { kind: ${kind}, service: balancer, port: ${PORT} }
cooldown: { down: 10m }
metrics:
  cpu: { source: docker.cpu, target: 10000 }
`;
}
