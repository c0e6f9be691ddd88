import { useEffect, useState } from 'preact/hooks';
import type { Ref } from '../api/client.ts';
import type { Usage } from '../api/types.ts';
import { useStore } from './context.ts';

const DAY_MS = 24 * 3_600_000;
const REFRESH_MS = 60_000;

/** What ran of a service. */
export interface UsageSoFar {
  readonly day: Usage;
  /** As long as the journal remembers. */
  readonly recorded: Usage;
}

/** What ran of a service, read again every minute; the last answer while one fails. */
export function useUsage({ project, service }: Ref): UsageSoFar | undefined {
  const { client } = useStore().state;
  const [usage, setUsage] = useState<UsageSoFar>();
  useEffect(() => {
    let isCurrent = true;
    const since = (at: number) =>
      client.usage({ project, service }, new Date(at)).then(({ services }) => services[0]);
    const read = () =>
      void Promise.all([since(Date.now() - DAY_MS), since(0)])
        .then(([day, recorded]) => isCurrent && day && recorded && setUsage({ day, recorded }))
        .catch(() => undefined);
    read();
    const timer = setInterval(read, REFRESH_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [client, project, service]);
  return usage;
}
