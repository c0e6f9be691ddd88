#!/usr/bin/env node
import { userInfo } from 'node:os';
import { systemClock } from './adapters/clock/system-clock.ts';
import { createDocker } from './adapters/docker/index.ts';
import { HaproxyBalancer } from './adapters/haproxy/balancer.ts';
import { HaproxyMetricSource } from './adapters/haproxy/metrics.ts';
import { openJournal, openJournalReader } from './adapters/journal/open.ts';
import { runProgram } from './cli/program.ts';
import type { Runtime, RuntimeOptions, Terminal } from './cli/runtime.ts';
import { FilePolicyReader } from './config/policy-reader.ts';
import { requireSettings } from './config/settings/require.ts';
import { readOnlyJournal } from './controller/read-only-journal.ts';

async function openRuntime({ flags, journal: mode }: RuntimeOptions): Promise<Runtime> {
  const settings = await requireSettings(flags);
  const clock = systemClock;
  const log = {
    debug() {},
    info(f: object, m: string) { console.error(m, JSON.stringify(f)); },
    warn(f: object, m: string) { console.error(m, f); },
    error(f: object, m: string) { console.error(m, f); },
  };
  const journal =
    mode === 'write'
      ? openJournal(settings.stateDir, { clock, onNotice: (notice) => log.warn(notice, 'journal') })
      : readOnlyJournal(openJournalReader(settings.stateDir, clock));
  const docker = createDocker(settings.docker);
  return {
    deps: {
      clock,
      target: docker.target,
      balancers: { haproxy: new HaproxyBalancer(docker.containers) },
      sources: {
        docker: docker.metrics,
        balancer: new HaproxyMetricSource(docker.containers, clock),
        prometheus: { read: async (r) => r.map(() => ({ kind: 'empty' })) },
      },
      schedules: { active: () => [] },
      collectUsage: (ids, signal) => docker.metrics.collect(ids, signal),
      journal,
      log,
      telemetry: {
        tick() {}, decision() {}, sample() {}, step() {}, failure() {}, policies() {}, retain() {},
      },
    },
    policies: new FilePolicyReader(settings.policies),
    lock: {
      acquire: async () => ({ held: { lost: new AbortController().signal, release: async () => {} } }),
      holder: async () => undefined,
    },
    ownContainerId: undefined,
    intervalMs: settings.intervalMs,
    serve: async () => undefined,
    runInContainer: async () => 0,
    close: async () => journal.close(),
  };
}

function terminal(): Terminal {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTty: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    interrupted: abort.signal,
    user: userInfo().username,
  };
}

process.exitCode = await runProgram(
  { open: openRuntime, terminal: terminal(), argv: process.argv.slice(2) },
  '0.1.0',
);
