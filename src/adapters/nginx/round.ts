import { posix } from 'node:path';
import type { BalancerContainer } from '../../core/ports.ts';
import type { Change } from './change.ts';
import type { NginxFacts } from './facts.ts';
import { renderFile } from './generated-file.ts';
import { assertCompatible, listenerLines, type Servings } from './listeners.ts';
import { readMain } from './main-file.ts';
import type { PlannedFile, ServicePlan } from './plan.ts';
import { planFile, planService } from './plan.ts';
import type { Probe } from './probe.ts';
import type { Serving } from './serving.ts';
import type { Wanted } from './wanted.ts';

/** One round of changes: the files of several services, and the `server` blocks that they share. */
export class Round {
  readonly #found: Probe;
  readonly #plans: ServicePlan[] = [];
  #names: Wanted['names'] | undefined;
  #servings: Servings = new Map();
  #listeners: readonly PlannedFile[] = [];

  constructor(found: Probe) {
    this.#found = found;
  }

  /** Throws `E_BALANCER_WRITE`, and `E_BALANCER_UNSUPPORTED` for what does not go with another service. */
  add(wanted: Wanted): void {
    const { names, options } = wanted;
    const servings = this.#names === undefined ? this.#onDisk(names) : new Map(this.#servings);
    servings.delete(names.owner);
    if (options.serving) servings.set(names.owner, options.serving);
    assertCompatible(servings);
    this.#plans.push(planService(wanted, this.#found.files, this.#found.processes.leaving.length > 0));
    this.#servings = servings;
    this.#names = names;
  }

  /** Whether there are `server` blocks, or were. */
  get listens(): boolean {
    const file = this.#names?.listeners.file;
    return this.#servings.size > 0 || (file !== undefined && this.#found.files.has(file));
  }

  addListeners(facts: NginxFacts): void {
    if (this.#names === undefined) return;
    const { listeners, project } = this.#names;
    const file = renderFile(`${project}/*`, listenerLines(this.#servings, facts));
    this.#listeners = planFile(listeners, `${project}/*`, file, this.#found.files);
  }

  /** The services whose files change; the first one stands for `server` blocks that change by themselves. */
  get changed(): readonly ServicePlan[] {
    const changed = this.#plans.filter(({ files }) => files.length > 0);
    if (changed.length > 0 || this.#listeners.length === 0) return changed;
    return this.#plans.slice(0, 1).map((plan) => ({ ...plan, reason: 'what nginx listens on changed' }));
  }

  /** What is to be loaded; undefined when nginx runs it all. */
  change(container: BalancerContainer): Change | undefined {
    const { changed } = this;
    if (changed.length === 0) return undefined;
    const mains = changed.flatMap(({ files }) => files).filter(({ place }) => place.file.endsWith('.conf'));
    return {
      container,
      owners: changed.map(({ owner }) => owner),
      files: [...changed.flatMap(({ files }) => files), ...this.#listeners],
      required: [...mains, ...this.#listeners, ...this.#plans.flatMap(({ included }) => included ?? [])],
    };
  }

  /** What the services of the project serve by their files. */
  #onDisk({ owner, directory, project, listeners }: Wanted['names']): Map<string, Serving> {
    const mains = [...this.#found.files].filter(
      ([path]) =>
        posix.dirname(path) === directory && !posix.basename(path).startsWith('.') && path !== listeners.file,
    );
    return new Map(
      mains.flatMap(([, lines]) => {
        const file = readMain(lines);
        const isSibling = file.owner?.startsWith(`${project}/`) === true && file.owner !== owner;
        return isSibling && file.owner !== undefined && file.serving ? [[file.owner, file.serving]] : [];
      }),
    );
  }
}
