import { useEffect, useState } from 'preact/hooks';
import type { Ref } from '../api/client.ts';
import type { Samples } from '../api/types.ts';
import { useStore } from './context.ts';

const POINTS = 600;
const SOON_MS = 10_000;
const LATER_MS = 60_000;
const LONG_WINDOW_MS = 2 * 3_600_000;

/** Every series of a service over the last `windowMs`, read again as time goes on; the last answer while one fails. */
export function useSamples({ project, service }: Ref, windowMs: number): Samples | undefined {
  const { client } = useStore().state;
  const [samples, setSamples] = useState<Samples>();
  useEffect(() => {
    let isCurrent = true;
    const read = () =>
      void client
        .samples({ project, service }, new Date(Date.now() - windowMs), POINTS)
        .then((answer) => isCurrent && setSamples(answer))
        .catch(() => undefined);
    read();
    const timer = setInterval(read, windowMs > LONG_WINDOW_MS ? LATER_MS : SOON_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [client, project, service, windowMs]);
  return samples;
}
