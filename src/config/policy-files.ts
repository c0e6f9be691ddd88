import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AutoscalerError } from '../core/errors.ts';
import { duplicateFaults } from './bind-policies.ts';
import { configError, type Fault } from './fault.ts';
import type { LastGoodTexts } from './last-good.ts';
import { type PolicyFile, parsePolicyFile } from './policy-file.ts';
import { ioMessage, listPolicies } from './policy-listing.ts';
import type { PolicyDraft } from './resolve/policy.ts';
import { intervalRule } from './rules/interval.ts';
import type { Rule } from './rules/rule.ts';

/** A file as it was read; without its text when it cannot be. */
interface ReadFile extends PolicyFile {
  readonly text?: string;
}

async function readPolicyFile(path: string, rules: readonly Rule[] = []): Promise<ReadFile> {
  try {
    const text = await readFile(path, 'utf8');
    return { ...parsePolicyFile(text, path, rules), text };
  } catch (error) {
    return { drafts: [], faults: [{ at: path, message: ioMessage(error) }], broken: [] };
  }
}

/** The drafts of a faulty file: what is good now, and the last good policy of every other service it had. */
function withLastGood(now: PolicyFile, before: readonly PolicyDraft[]): readonly PolicyDraft[] {
  if (now.faults.length === 0) return now.drafts;
  const key = (draft: PolicyDraft) => `${draft.project ?? ''}/${draft.service}`;
  const good = new Set(now.drafts.map(key));
  return [...now.drafts, ...before.filter((draft) => !good.has(key(draft)))];
}

/** What is known of one file. */
interface KnownFile extends PolicyFile {
  readonly fingerprint: string;
}

/** The policy files of a directory, read again only when they change. */
export class PolicyFiles {
  readonly #path: string;
  readonly #isRequired: boolean;
  readonly #lastGood: LastGoodTexts;
  #known: ReadonlyMap<string, KnownFile> = new Map();
  #faults: readonly Fault[] = [];

  /** `isRequired`: whether it is a fault that the directory is missing. */
  constructor(path: string, isRequired: boolean, lastGood: LastGoodTexts) {
    this.#path = path;
    this.#isRequired = isRequired;
    this.#lastGood = lastGood;
  }

  /** Looks for changes; true when there were any. */
  async refresh(): Promise<boolean> {
    const listing = await listPolicies(this.#path, this.#isRequired);
    let hasChanged = JSON.stringify(listing.faults) !== JSON.stringify(this.#faults);
    const known = new Map<string, KnownFile>();
    for (const { path, fingerprint } of listing.files) {
      const before = this.#known.get(path);
      if (before?.fingerprint === fingerprint) {
        known.set(path, before);
        continue;
      }
      const { text, ...now } = await readPolicyFile(path);
      const drafts = withLastGood(now, before?.drafts ?? this.#remembered(path));
      known.set(path, { ...now, fingerprint, drafts });
      if (now.faults.length === 0) this.#lastGood.save(resolve(path), text);
      hasChanged = true;
    }
    for (const path of this.#known.keys())
      if (!known.has(path)) this.#lastGood.save(resolve(path), undefined);
    hasChanged ||= known.size !== this.#known.size;
    this.#known = known;
    this.#faults = listing.faults;
    return hasChanged;
  }

  /** What a process before this one found good in the file. */
  #remembered(path: string): readonly PolicyDraft[] {
    const text = this.#lastGood.load(resolve(path));
    return text === undefined ? [] : parsePolicyFile(text, path).drafts;
  }

  get drafts(): readonly PolicyDraft[] {
    return [...this.#known.values()].flatMap((file) => file.drafts);
  }

  /** The faults of the first file that has a faulty policy for this service; none when there is no such file. */
  faultsFor(service: string): readonly Fault[] {
    return [...this.#known.values()].find((file) => file.broken.includes(service))?.faults ?? [];
  }

  get faults(): readonly Fault[] {
    return [...this.#faults, ...[...this.#known.values()].flatMap((file) => file.faults)];
  }
}

/** What was found in the files that a person asked to check. */
export interface CheckedFiles {
  /** The files that were looked at. */
  readonly files: readonly string[];
  readonly drafts: readonly PolicyDraft[];
  /** Every fault, in the order of the files and of their lines. */
  readonly faults: readonly AutoscalerError[];
}

/**
 * Checks policy files and directories as `validate` does: everything that shows without an engine, and with
 * `intervalMs` what the time between two ticks makes impossible.
 */
export async function checkPolicyFiles(paths: readonly string[], intervalMs?: number): Promise<CheckedFiles> {
  const listings = await Promise.all(paths.map((path) => listPolicies(path, true)));
  const files = [...new Set(listings.flatMap((listing) => listing.files.map((file) => file.path)))];
  const rules = intervalMs === undefined ? [] : [intervalRule(intervalMs)];
  const parsed = await Promise.all(files.map((file) => readPolicyFile(file, rules)));
  const drafts = parsed.flatMap((file) => file.drafts);
  const faults = [...listings, ...parsed].flatMap((part) => part.faults);
  return { files, drafts, faults: [...faults, ...duplicateFaults(drafts)].map(configError) };
}
