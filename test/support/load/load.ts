import { Worker } from 'node:worker_threads';
import type { LoadCommand, LoadEvent } from './messages.ts';
import { assertWithin, type LoadOptions, resolveOptions } from './options.ts';
import type { LoadReport, LoadSample } from './report.ts';

/** A load that is being put on a server. */
export interface Load {
  /** Changes the open loop's requests per second at once; 0 pauses. */
  setRate(rate: number): void;
  /** Counts the requests due from now on under this name. */
  mark(phase: string): void;
  /** How it stands; updated each second. */
  sample(): LoadSample;
  /** Sends nothing more, waits for what is under way, and reports. May be called again. */
  stop(): Promise<LoadReport>;
  /** Settles when the load has ended, also by a limit of its own. */
  readonly ended: Promise<LoadReport>;
}

const nothingYet: LoadSample = { sent: 0, ok: 0, failed: 0, failures: {}, last: undefined };

/** Starts a load in a thread of its own. Throws a RangeError for a foreign target or a value out of bounds. */
export function startLoad(options: LoadOptions): Load {
  const settings = resolveOptions(options);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
  const tell = (command: LoadCommand): void => worker.postMessage(command);
  let sample = nothingYet;
  const ended = new Promise<LoadReport>((resolve, reject) => {
    worker.on('message', (event: LoadEvent) => {
      if (event.kind === 'second') sample = event.sample;
      else resolve(event.report);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the load generator ended without a report')));
  });
  // Whoever never looks at the load must not be ended by its failure.
  ended.catch(() => undefined);
  return {
    setRate: (rate) => {
      assertWithin('rate', rate);
      tell({ kind: 'rate', rate });
    },
    mark: (phase) => tell({ kind: 'mark', phase }),
    sample: () => sample,
    stop: () => {
      tell({ kind: 'stop' });
      return ended;
    },
    ended,
  };
}
