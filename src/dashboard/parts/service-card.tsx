import { useEffect, useState } from 'preact/hooks';
import type { Points, Service } from '../api/types.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { useStore, useWords } from '../state/context.ts';
import { routeTo } from '../state/route.ts';
import { Badges } from './badges.tsx';
import { MetricValue } from './metric-value.tsx';
import { ReplicaStrip } from './replica-strip.tsx';

const HOUR_MS = 3_600_000;
const REFRESH_MS = 60_000;

/** A service at a glance. */
export function ServiceCard({ service }: { readonly service: Service }) {
  const words = useWords();
  const hour = useLastHour(service);
  const { replicas, lastDecision } = service;
  return (
    <a class="card service" href={routeTo(service)}>
      <header>
        <h2>
          <small>{service.project}</small> {service.service}
        </h2>
        <Badges service={service} />
      </header>
      <div class="count">
        <strong>{replicas.ready}</strong>
        <span>{words.range(replicas.min, replicas.max)}</span>
        {hour && <Sparkline points={hour} low={0} />}
      </div>
      <ReplicaStrip service={service} />
      <ul class="metrics">
        {service.metrics.map((metric) => (
          <li key={metric.name}>
            <MetricValue metric={metric} />
          </li>
        ))}
      </ul>
      {lastDecision && (
        <p class="sentence" lang="en">
          {lastDecision.sentence}
        </p>
      )}
    </a>
  );
}

/** How many replicas there were during the last hour. */
function useLastHour({ project, service }: Service): Points | undefined {
  const { client } = useStore().state;
  const [points, setPoints] = useState<Points>();
  useEffect(() => {
    const read = () =>
      void client
        .samples({ project, service }, new Date(Date.now() - HOUR_MS), 120, ['replicas.current'])
        .then(({ series }) => setPoints(series['replicas.current']?.points))
        .catch(() => undefined);
    read();
    const timer = setInterval(read, REFRESH_MS);
    return () => clearInterval(timer);
  }, [client, project, service]);
  return points;
}
