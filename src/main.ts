#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { systemClock } from './adapters/clock/system-clock.ts';
import { createDocker } from './adapters/docker/index.ts';
import { haproxy } from './adapters/haproxy/index.ts';
import { ensureOwnToken, readOwnToken } from './adapters/http/access/own-token.ts';
import { readDashboard } from './adapters/http/dashboard/files.ts';
import { dashboardLink } from './adapters/http/dashboard/link.ts';
import { serve } from './adapters/http/server.ts';
import { openJournal, openJournalReader } from './adapters/journal/open.ts';
import { createLog } from './adapters/log/pino-log.ts';
import { nginx } from './adapters/nginx/index.ts';
import { PrometheusHistory } from './adapters/prometheus/history.ts';
import { PrometheusMetricSource } from './adapters/prometheus/metric-source.ts';
import type { PrometheusOptions } from './adapters/prometheus/options.ts';
import { UnconfiguredPrometheus } from './adapters/prometheus/unconfigured.ts';
import { CronScheduleReader } from './adapters/schedule/schedule-reader.ts';
import { PrometheusTelemetry } from './adapters/telemetry/prometheus-telemetry.ts';
import { processTerminal } from './adapters/terminal/process-terminal.ts';
import { WebhookNotifier, type WebhookOptions } from './adapters/webhook/webhook-notifier.ts';
import { runProgram } from './cli/program.ts';
import type { Runtime, RuntimeOptions } from './cli/runtime.ts';
import { FilePolicyReader } from './config/policy-reader.ts';
import type { SettingFlags } from './config/settings/gather.ts';
import { requireSettings } from './config/settings/require.ts';
import type { NotifySettings, PrometheusSettings } from './config/settings/settings.ts';
import { byBalancer } from './controller/by-balancer.ts';
import type { Dependencies } from './controller/dependencies.ts';
import { readOnlyJournal } from './controller/read-only-journal.ts';
import type { BalancerAdapter } from './core/balancer-adapter.ts';
import type { BalancerKind } from './core/balancer-kinds.ts';
import { AutoscalerError } from './core/errors.ts';
import type { Outbox } from './core/notice.ts';
import type { MetricHistory, MetricSource } from './core/ports.ts';

const PROMETHEUS_CONCURRENCY = 16;
const NOTIFY_TIMEOUT_MS = 10_000;
/** A range of days takes Prometheus longer than a tick's query. */
const HISTORY_TIMEOUT_MS = 30_000;
/** Where `npm run build:dashboard` puts the web page, seen from src/ and from dist/ alike. */
const DASHBOARD = fileURLToPath(new URL('../dist/dashboard/', import.meta.url));

async function openRuntime({ flags, journal: mode, log: purpose }: RuntimeOptions): Promise<Runtime> {
  const settings = await requireSettings(flags);
  const clock = systemClock;
  const level = purpose === 'plain' && settings.log.level === 'info' ? 'warn' : settings.log.level;
  const log = createLog({ level, format: settings.log.format, isTerminal: process.stderr.isTTY === true });
  const docker = createDocker(settings.docker);
  const telemetry = new PrometheusTelemetry({ clock, snapshot: () => docker.metrics.snapshot() });
  const adapters: Readonly<Record<BalancerKind, BalancerAdapter>> = {
    haproxy: haproxy(docker.containers, clock),
    nginx: nginx(docker.containers),
  };
  const { stdout, stderr } = process;
  const join = (): Dependencies => {
    const journal =
      mode === 'write'
        ? openJournal(settings.stateDir, {
            clock,
            onNotice: (notice) => log.warn({ ...notice }, notice.message),
          })
        : readOnlyJournal(openJournalReader(settings.stateDir, clock));
    return {
      clock,
      target: docker.target,
      balancers: (kind) => adapters[kind].balancer,
      sources: {
        docker: docker.metrics,
        balancer: byBalancer((kind) => adapters[kind].metrics),
        prometheus: prometheusSource(settings.prometheus),
      },
      schedules: new CronScheduleReader(),
      ...(settings.prometheus && { past: historyOf(settings.prometheus) }),
      collectUsage: (ids, signal) => docker.metrics.collect(ids, signal).catch(() => undefined),
      journal,
      log,
      telemetry,
    };
  };
  // A command that is handed on to the controller's container never needs the journal of this machine.
  let deps: Dependencies | undefined;
  const runtime: Runtime = {
    get deps() {
      deps ??= join();
      return deps;
    },
    policies: new FilePolicyReader(settings.policies, (signal) => docker.ownContainerId(signal), {
      load: (path) => runtime.deps.journal.policyText(path),
      save: (path, text) => runtime.deps.journal.savePolicyText(path, text),
    }),
    lock: docker.lock,
    surveyor: docker.surveyor,
    setups: (kind) => adapters[kind].setup,
    auditors: (kind) => adapters[kind].auditor,
    traffic: docker.traffic,
    kill: (id, signal) => docker.containers.kill(id, 'SIGKILL', signal),
    hasPrometheus: settings.prometheus !== undefined,
    intervalMs: settings.intervalMs,
    ...(settings.notify && {
      notification: notification(settings.notify, {
        clock,
        log,
        telemetry,
        outbox: outboxIn(() => runtime.deps.journal),
      }),
    }),
    ownContainerId: (signal) => docker.ownContainerId(signal),
    serve: async ({ health, ...parts }) =>
      settings.listen &&
      serve({
        listen: settings.listen,
        health,
        metricsText: () => telemetry.text(),
        log,
        dashboard: await readDashboard(DASHBOARD),
        api: { ...parts, journal: runtime.deps.journal, clock },
        access: {
          tokens: settings.tokens.map(({ name, right, text }) => ({ name, right, text: text.reveal() })),
          ...(mode === 'write' && { ownToken: await ensureOwnToken(settings.stateDir) }),
        },
      }),
    dashboardLink: async (signal) => {
      const { listen, stateDir } = settings;
      if (listen === undefined)
        throw new AutoscalerError('E_CONFIG', 'the HTTP server is switched off', {
          fix: 'Give it an address with --listen, such as 127.0.0.1:9095.',
        });
      const published = await docker.ownAddress(listen.port, signal);
      return dashboardLink(published ?? listen, await readOwnToken(stateDir));
    },
    runInContainer: (id, argv, signal, output = stdout) =>
      docker.runAttached(id, argv, { stdout: output, stderr }, signal),
    close: async () => deps?.journal.close(),
  };
  return runtime;
}

function notification(
  { url, secret, kinds, ...rest }: NotifySettings,
  parts: Pick<WebhookOptions, 'clock' | 'log' | 'telemetry' | 'outbox'>,
): NonNullable<Runtime['notification']> {
  const options = { ...rest, ...parts, timeoutMs: NOTIFY_TIMEOUT_MS, url: url.reveal() };
  const notifier = new WebhookNotifier({ ...options, ...(secret && { secret: secret.reveal() }) });
  return { kinds: new Set(kinds), notifier };
}

/** The journal's outbox, looked for when it is used. */
function outboxIn(journal: () => Outbox): Outbox {
  return {
    pendingNotices: () => journal().pendingNotices(),
    addPendingNotice: (notice) => journal().addPendingNotice(notice),
    removePendingNotice: (id) => journal().removePendingNotice(id),
  };
}

function prometheusSource(settings: PrometheusSettings | undefined): MetricSource {
  return settings === undefined
    ? new UnconfiguredPrometheus()
    : new PrometheusMetricSource(prometheusOptions(settings));
}

async function openHistory(flags: SettingFlags): Promise<MetricHistory> {
  const { prometheus } = await requireSettings(flags);
  if (prometheus === undefined)
    throw new AutoscalerError('E_CONFIG', 'no Prometheus is configured', {
      fix: 'Give its address with --prometheus, or a recorded load with --trace.',
    });
  return historyOf(prometheus);
}

function historyOf(settings: PrometheusSettings): MetricHistory {
  const options = prometheusOptions(settings);
  return new PrometheusHistory({ ...options, timeoutMs: Math.max(options.timeoutMs, HISTORY_TIMEOUT_MS) });
}

function prometheusOptions({ auth, client, headers, ...rest }: PrometheusSettings): PrometheusOptions {
  return {
    ...rest,
    auth:
      auth.kind === 'basic'
        ? { ...auth, password: auth.password.reveal() }
        : auth.kind === 'bearer'
          ? { ...auth, token: auth.token.reveal() }
          : auth,
    ...(client && { client: { cert: client.cert, key: client.key.reveal() } }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
    concurrency: PROMETHEUS_CONCURRENCY,
  };
}

process.exitCode = await runProgram(
  {
    open: openRuntime,
    terminal: processTerminal(),
    schedules: new CronScheduleReader(),
    openHistory,
    argv: process.argv.slice(2),
  },
  '0.1.0',
);
