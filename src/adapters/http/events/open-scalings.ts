import type { JournalledChange, JournalReader } from '../../../core/journal.ts';

/** Scalings that were told while they were under way, to be told again once they have ended. */
export class OpenScalings {
  readonly #journal: Pick<JournalReader, 'change'>;
  readonly #ids = new Set<number>();

  constructor(journal: Pick<JournalReader, 'change'>) {
    this.#journal = journal;
  }

  /** Keeps an eye on those of the changes that are under way. */
  watch(changes: readonly JournalledChange[]): void {
    for (const { id, change, outcome } of changes)
      if (change.kind === 'scale' && outcome === undefined) this.#ids.add(id);
  }

  /** Those that have ended since, each once. Throws `E_JOURNAL`. */
  takeEnded(): readonly JournalledChange[] {
    return [...this.#ids].flatMap((id) => {
      const change = this.#journal.change(id);
      if (change && change.outcome === undefined) return [];
      this.#ids.delete(id);
      return change ? [change] : [];
    });
  }
}
