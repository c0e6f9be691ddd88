import type { Console } from '../../../core/operations.ts';
import { serviceBody } from '../body/service.ts';
import { formatEvent } from './format.ts';

/** The services as event text: all of them, and what changed since the last look. */
export class ServiceChanges {
  readonly #console: Console;
  readonly #texts = new Map<string, string>();
  #ticks = -1;
  #all: Buffer | undefined;

  constructor(console: Console) {
    this.#console = console;
  }

  /** An event for each service that is other than at the last call; between ticks only when somebody steered. */
  read(hasSteered = false): string {
    if (this.#console.ticks === this.#ticks && !hasSteered) return '';
    this.#ticks = this.#console.ticks;
    this.#all = undefined;
    const bodies = this.#console.services().map(serviceBody);
    const present = new Set(bodies.map(({ project, service }) => `${project}/${service}`));
    const gone = [...this.#texts.keys()].filter((key) => !present.has(key));
    for (const key of gone) this.#texts.delete(key);
    const changed = bodies.flatMap((body) => {
      const key = `${body.project}/${body.service}`;
      const text = formatEvent('service', body);
      if (this.#texts.get(key) === text) return [];
      this.#texts.set(key, text);
      return [text];
    });
    const left = gone.map((key) => {
      const [project = '', service = ''] = key.split('/');
      return formatEvent('service-gone', { project, service });
    });
    return [...left, ...changed].join('');
  }

  /** An event for each service, as last read; the same bytes for everybody. */
  all(): Buffer {
    this.#all ??= Buffer.from([...this.#texts.values()].join(''));
    return this.#all;
  }
}
