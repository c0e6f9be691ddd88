import type { SettingFlags } from '../config/settings/gather.ts';
import type { Dependencies } from '../controller/dependencies.ts';
import type { BalancerAuditor, TrafficMeter } from '../core/audit.ts';
import type { BalancerKind } from '../core/balancer-kinds.ts';
import type { NoticeKind, Notifier } from '../core/notice.ts';
import type { Console, Steering } from '../core/operations.ts';
import type { EngineLock, MetricHistory, PolicyReader, ScheduleReader } from '../core/ports.ts';
import type { BalancerSetup, Surveyor } from '../core/setup.ts';

/** What the process reports about itself at `/healthz`. */
export interface Health {
  readonly ok: boolean;
  /** Why not, when it is not. */
  readonly reason?: string;
}

/** What the HTTP server tells of, and whom it asks. */
export interface ServedParts {
  readonly health: () => Health;
  readonly console: Console;
  readonly steering: Steering;
}

/** An HTTP server that listens. */
export interface Server {
  readonly address: string;
  close(): Promise<void>;
}

/** Everything a command works with, built by the composition root from the settings. */
export interface Runtime {
  readonly deps: Dependencies;
  readonly policies: PolicyReader;
  readonly lock: EngineLock;
  readonly surveyor: Surveyor;
  readonly setups: (kind: BalancerKind) => BalancerSetup;
  readonly auditors: (kind: BalancerKind) => BalancerAuditor;
  readonly traffic: TrafficMeter;
  /** Kills a container's process; for faults that are meant. */
  kill(containerId: string, signal: AbortSignal): Promise<void>;
  /** Whether the settings name a Prometheus. */
  readonly hasPrometheus: boolean;
  /** The container this process runs in, when it is one of this engine. */
  ownContainerId(signal: AbortSignal): Promise<string | undefined>;
  /** Control-loop interval in milliseconds. */
  readonly intervalMs: number;
  /** Whom to notify, and of which kinds; absent when nobody is to be. */
  readonly notification?: { readonly notifier: Notifier; readonly kinds: ReadonlySet<NoticeKind> };
  /** Serves `/healthz`, `/metrics` and the API; undefined when that is switched off. Throws `E_HTTP_LISTEN`. */
  serve(parts: ServedParts): Promise<Server | undefined>;
  /** A link that opens the dashboard with the controller's own token. Throws `E_CONFIG`, `E_HTTP_TOKEN`. */
  dashboardLink(signal: AbortSignal): Promise<string>;
  /**
   * Runs a command in a container, its output passed through, or its results to `output`; returns its exit code. When
   * `signal` aborts, its standard input ends, and it has a while to end itself.
   */
  runInContainer(
    containerId: string,
    argv: readonly string[],
    signal: AbortSignal,
    output?: NodeJS.WritableStream,
  ): Promise<number>;
  close(): Promise<void>;
}

/** How a runtime is to be opened. */
export interface RuntimeOptions {
  readonly flags: SettingFlags;
  /** `write` is for whoever acts, `read` for whoever only looks. */
  readonly journal: 'write' | 'read';
  /** Plain: warnings and errors only, for one-shot commands. */
  readonly log: 'controller' | 'plain';
}

/** Builds a runtime. Throws typed errors for bad settings, an unusable engine or journal. */
export type OpenRuntime = (options: RuntimeOptions) => Promise<Runtime>;

/** The screen and keyboard of a terminal; `rows` and `columns` are the present ones. */
export interface Screen {
  readonly rows: number;
  readonly columns: number;
  /** Hears of keys, undecoded and not echoed, and of resizes, until the returned function is called. */
  attend(events: { readonly onKey: (key: string) => void; readonly onResize: () => void }): () => void;
}

/** What the command line talks through. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where results go, when that is a terminal. */
  readonly screen?: Screen;
  /** Width in columns; infinite where there is none. */
  readonly columns: number;
  /** Whether results may carry colours. */
  readonly colors: boolean;
  /** Aborts on SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal;
  /** Reads standard input away; aborts when it ends. */
  readonly inputEnded: () => AbortSignal;
  /** The user at the keyboard, for the journal. */
  readonly user: string;
}

/** What every command gets. */
export interface CliContext {
  readonly open: OpenRuntime;
  readonly terminal: Terminal;
  /** For commands that need no engine. */
  readonly schedules: ScheduleReader;
  /** What Prometheus recorded, by the settings. Throws `E_CONFIG` for bad settings or when there is no address. */
  readonly openHistory: (flags: SettingFlags) => Promise<MetricHistory>;
  /** The arguments behind the program's name. */
  readonly argv: readonly string[];
}
