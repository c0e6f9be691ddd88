import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Ref } from '../api/client.ts';
import { keyOf } from '../api/types.ts';
import { useStore } from './context.ts';
import { mergeEntries } from './entries.ts';
import type { Entry } from './store.ts';

const KEPT = 100;

/** What happened to a service, newest first: what the journal had, and what came in since. */
export function useEntries({ project, service }: Ref): readonly Entry[] {
  const { client, news } = useStore().state;
  const [kept, setKept] = useState<readonly Entry[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const ref = { project, service };
    void Promise.all([client.decisions(ref, KEPT), client.steps(ref, KEPT), client.changes(ref, KEPT)])
      .then(([decisions, steps, changes]) => {
        if (!isCurrent) return;
        setKept([
          ...decisions.items.map((entry): Entry => ({ kind: 'decision', entry })),
          ...steps.items.map((entry): Entry => ({ kind: 'step', entry })),
          ...changes.items.map((entry): Entry => ({ kind: 'change', entry })),
        ]);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [client, project, service]);
  const fresh = news.get(keyOf({ project, service }));
  return useMemo(() => mergeEntries(fresh ?? [], kept), [fresh, kept]);
}
