import { serviceKey } from '../core/policy.ts';
import type { ServiceState } from '../core/replica.ts';
import type { Fault } from './fault.ts';
import { LABEL_PREFIX } from './label-places.ts';
import { labelPolicy } from './labels.ts';
import type { PolicyDraft } from './resolve/policy.ts';

/** What is known of one service's labels. */
interface KnownLabels {
  readonly fingerprint: string;
  readonly draft: PolicyDraft | undefined;
  readonly faults: readonly Fault[];
}

function fingerprint(state: ServiceState): string {
  const own = Object.entries(state.labels).filter(([name]) => name.startsWith(LABEL_PREFIX));
  return own.length === 0 ? '' : JSON.stringify(own);
}

function readLabels(state: ServiceState, text: string, before: KnownLabels | undefined): KnownLabels {
  const result = labelPolicy(state);
  if (result === undefined) return { fingerprint: text, draft: undefined, faults: [] };
  if ('draft' in result) return { fingerprint: text, draft: result.draft, faults: [] };
  return { fingerprint: text, draft: before?.draft, faults: result.faults };
}

/** The policies in the labels of services, read again only when the labels change. */
export class LabelPolicies {
  #known: ReadonlyMap<string, KnownLabels> = new Map();

  /** Takes the services of this tick; true when any of their labels changed. */
  refresh(services: readonly ServiceState[]): boolean {
    const known = new Map<string, KnownLabels>();
    let hasChanged = false;
    for (const state of services) {
      const text = fingerprint(state);
      if (text === '') continue;
      const key = serviceKey(state.ref);
      const before = this.#known.get(key);
      const isSame = before?.fingerprint === text;
      known.set(key, isSame ? before : readLabels(state, text, before));
      hasChanged ||= !isSame;
    }
    hasChanged ||= known.size !== this.#known.size;
    this.#known = known;
    return hasChanged;
  }

  /** The policy, or the faults, that one service's labels hold. */
  get(
    key: string,
  ): { readonly draft: PolicyDraft | undefined; readonly faults: readonly Fault[] } | undefined {
    return this.#known.get(key);
  }
}
