import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlanStepKind } from '../../../src/core/plan.ts';
import { cliWith, type RunningCli } from '../stack/cli.ts';
import type { Stack } from '../stack/stack.ts';
import { until } from '../wait.ts';

const FREEZE = new URL('./freeze.ts', import.meta.url);

/** A controller process that can be stopped right after a step. */
export class Controller {
  readonly #env: NodeJS.ProcessEnv;
  readonly #file: string;
  #process: RunningCli | undefined;

  /** `host` is where it finds the engine. */
  constructor({ cliEnv, folder }: Pick<Stack, 'cliEnv' | 'folder'>, host: string) {
    this.#file = join(folder, 'freeze-at');
    const NODE_OPTIONS = `--import=${pathToFileURL(FREEZE.pathname).href}`;
    this.#env = { ...cliEnv, DOCKER_HOST: host, FREEZE_AT: this.#file, NODE_OPTIONS };
  }

  async start(): Promise<void> {
    const process = cliWith(this.#env).start('run');
    this.#process = process;
    void process.ended.then(({ exitCode, stderr }) => {
      if (this.#process === process) throw new Error(`the controller ended with ${exitCode}: ${stderr}`);
    });
    await until(() => process.said().includes('controller started'), 'the controller has started');
  }

  /** Has it stop right after the next step of a kind is done and before that is written down. */
  async freezeAfter(step: PlanStepKind): Promise<void> {
    await rm(`${this.#file}.reached`, { force: true });
    await writeFile(this.#file, step);
  }

  async frozen(): Promise<void> {
    await until(() => existsSync(`${this.#file}.reached`), 'the controller has done the step');
    const status = `/proc/${this.#process?.pid}/status`;
    await until(async () => /^State:\s+T/m.test(await readFile(status, 'utf8')), 'the controller is stopped');
  }

  /** It goes on where it stopped. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    process?.kill('SIGKILL');
    await process?.ended;
  }

  said(): string {
    return this.#process?.said() ?? '';
  }
}
