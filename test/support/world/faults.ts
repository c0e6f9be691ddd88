import type { AutoscalerError } from '../../../src/core/errors.ts';
import type { Life } from './life.ts';

/** The calls that leave the controller. */
export type CallName =
  | 'list'
  | 'assert-cloneable'
  | 'create'
  | 'start'
  | 'await-ready'
  | 'stop'
  | 'remove'
  | 'host-use'
  | 'apply'
  | 'view'
  | 'cut-sessions';

/** Something that goes wrong with a call, before it has any effect or after it had. */
export interface Fault {
  readonly call: CallName;
  /** The container number it is about; any when absent. */
  readonly number?: number;
  readonly when?: 'before' | 'after';
  /** How many of the matching calls pass before it strikes. */
  readonly skip?: number;
  /** How many calls it strikes; one when absent. */
  readonly times?: number;
  /** An error to throw, milliseconds to wait, or something to do, such as killing the controller. */
  readonly effect: AutoscalerError | number | (() => void);
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** Does a call with what goes wrong around it. */
export type Around = <T>(call: CallName, number: number | undefined, work: () => Promise<T>) => Promise<T>;

/** The faults that are still to strike. */
export class Faults {
  readonly #sleep: (ms: number) => Promise<void>;
  #armed: readonly Armed[] = [];

  constructor(sleep: (ms: number) => Promise<void>) {
    this.#sleep = sleep;
  }

  add(...faults: readonly Fault[]): void {
    const armed = faults.map((fault) => ({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }));
    this.#armed = [...this.#armed, ...armed];
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    this.#armed = [];
  }

  /** How many faults have not struck as often as they are to. */
  get left(): number {
    return this.#armed.length;
  }

  /** Does a call of a process, with what goes wrong around it. A process that ends before it has called does not call. */
  async around<T>(
    life: Life,
    call: CallName,
    number: number | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    await life.live(() => this.#strike(call, number, 'before'));
    const result = await work();
    await this.#strike(call, number, 'after');
    return result;
  }

  async #strike(call: CallName, number: number | undefined, when: 'before' | 'after'): Promise<void> {
    for (const armed of this.#armed) {
      const { fault } = armed;
      const isMeant = fault.call === call && (fault.number === undefined || fault.number === number);
      if (!isMeant || (fault.when ?? 'before') !== when) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.times -= 1;
      if (armed.times === 0) this.#armed = this.#armed.filter((other) => other !== armed);
      if (typeof fault.effect === 'number') await this.#sleep(fault.effect);
      else if (typeof fault.effect === 'function') fault.effect();
      else throw fault.effect;
    }
  }
}
