import { destination, type Level, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../../core/ports.ts';
import { loggable } from './loggable.ts';
import { prettyLine } from './pretty.ts';
import { redactText } from './redact-text.ts';

/** Where lines go, each written at once and whole. */
export interface LineWriter {
  write(line: string): void;
}

/** How to log. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `auto`: pretty on a terminal, else JSON. */
  readonly format: 'auto' | 'json' | 'pretty';
  /** Whether lines are read on a terminal, which can show colours. */
  readonly isTerminal: boolean;
  /** Standard error by default. */
  readonly output?: LineWriter;
}

/**
 * A log of one line an entry. Fields are made plain JSON first: errors by code, message, fix and causes, secrets
 * replaced, wherever they are. Lines are written synchronously, so that none is lost when the process ends.
 */
export function createLog({ level, format, isTerminal, output }: LogOptions): Log {
  const isPretty = format === 'pretty' || (format === 'auto' && isTerminal);
  const lines = output ?? destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => error },
    },
    isPretty ? prettyWriter(lines, isTerminal, level === 'debug') : lines,
  );
  const write = (at: Level) => (fields: object, message: string) => {
    if (logger.isLevelEnabled(at)) logger[at](toLoggable(fields), redactText(message));
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function prettyWriter(lines: LineWriter, isColoured: boolean, withFields: boolean): LineWriter {
  const pretty = prettyLine({ isColoured, withFields });
  return { write: (line) => lines.write(pretty(line)) };
}

/** Logging must never be what fails. */
function toLoggable(fields: object): unknown {
  try {
    return loggable(fields);
  } catch (error) {
    return { unloggable: redactText(String(error)) };
  }
}
