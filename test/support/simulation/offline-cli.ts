import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../src/cli/program.ts';
import type { RecordedValue } from '../../../src/core/ports.ts';

/** A policy that follows requests per second, 31 a replica. */
export const FOLLOWING = `service: web
min: 1
max: 60
balancer: haproxy
metrics:
  requests: { source: balancer.requests-per-second, target: 31 }
cooldown: 0s
stabilization: { down: 2m }
`;

/** What a stand-in for Prometheus' history answers, and what it was asked last. */
export interface StandInHistory {
  answer: readonly RecordedValue[];
  asked?: { readonly url: string | undefined; readonly query: string; readonly days: number };
}

/** The command line where there is neither an engine nor Prometheus, in a folder of its own. */
export class OfflineCli {
  readonly folder = mkdtempSync(join(tmpdir(), 'offline-cli-'));
  readonly history: StandInHistory = { answer: [] };

  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  async run(...argv: readonly string[]) {
    let [out, err] = ['', ''];
    const { history } = this;
    const code = await runProgram(
      {
        open: () => Promise.reject(new Error('no engine is needed')),
        terminal: {
          out: (text) => {
            out += text;
          },
          err: (text) => {
            err += text;
          },
          colors: false,
          columns: 80,
          interrupted: new AbortController().signal,
          inputEnded: () => new AbortController().signal,
          user: 'tester',
        },
        schedules: { active: () => [] },
        openHistory: async (flags) => ({
          read: async (query, _, { fromMs, toMs, stepMs }) => {
            history.asked = {
              url: flags['prometheus.url'],
              query,
              days: (toMs - fromMs + stepMs) / 86_400_000,
            };
            return history.answer;
          },
        }),
        argv,
      },
      '0.0.0',
    );
    return { code, out, err };
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
