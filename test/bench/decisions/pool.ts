import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Job, JobResult } from './job.ts';

/** Runs the jobs on all cores; the results come in the order of the jobs. Rejects when a job fails. */
export async function runJobs(
  jobs: readonly Job[],
  onResult: (result: JobResult) => void,
): Promise<readonly JobResult[]> {
  const results: JobResult[] = [];
  const queue = [...jobs.entries()];
  const run = async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, job] = next;
        worker.postMessage(job);
        const [result]: JobResult[] = await once(worker, 'message');
        if (result === undefined) throw new Error('the worker answered nothing');
        results[index] = result;
        onResult(result);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, run));
  return results;
}
