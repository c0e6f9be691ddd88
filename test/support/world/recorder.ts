import type { AutoscalerError } from '../../../src/core/errors.ts';
import type { Log, Telemetry } from '../../../src/core/ports.ts';

/** One line of the log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** A log and telemetry that remember what they were told. */
export class Recorder {
  readonly lines: LogLine[] = [];
  readonly failures: AutoscalerError[] = [];
  ticks = 0;

  readonly log: Log = {
    debug: (_, message) => void this.lines.push({ level: 'debug', message }),
    info: (_, message) => void this.lines.push({ level: 'info', message }),
    warn: (_, message) => void this.lines.push({ level: 'warn', message }),
    error: (_, message) => void this.lines.push({ level: 'error', message }),
  };

  readonly telemetry: Telemetry = {
    tick: () => {
      this.ticks += 1;
    },
    decision: () => undefined,
    sample: () => undefined,
    used: () => undefined,
    step: () => undefined,
    drainOverran: () => undefined,
    failure: (_, error) => void this.failures.push(error),
    policies: () => undefined,
    notified: () => undefined,
    retain: () => undefined,
  };

  /** Messages of a level that contain a text. */
  said(level: LogLine['level'], text: string): readonly string[] {
    return this.lines.flatMap((l) => (l.level === level && l.message.includes(text) ? [l.message] : []));
  }
}
