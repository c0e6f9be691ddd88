import { useMemo, useState } from 'preact/hooks';
import type { Service } from '../api/types.ts';
import { useStore, useWords } from '../state/context.ts';
import { useEntries } from '../state/use-entries.ts';
import { useNow } from '../state/use-now.ts';
import { useSamples } from '../state/use-samples.ts';
import { Badges } from './badges.tsx';
import { Cost } from './cost.tsx';
import { HistoryTable } from './history-table.tsx';
import { MembersTable } from './members-table.tsx';
import { MetricChart } from './metric-chart.tsx';
import { ReplicaChart } from './replica-chart.tsx';
import { ReplicaStrip } from './replica-strip.tsx';
import { Steering } from './steering.tsx';
import { Why } from './why.tsx';

/** The windows to choose from, in seconds. */
const WINDOWS = [900, 3600, 21_600, 86_400] as const;
const TICK_MS = 5_000;

/** Everything about one service. */
export function ServicePage({ service }: { readonly service: Service }) {
  const words = useWords();
  const { mayChange } = useStore().state;
  const [seconds, setSeconds] = useState<(typeof WINDOWS)[number]>(900);
  const now = useNow(TICK_MS);
  const samples = useSamples(service, seconds * 1000);
  const entries = useEntries(service);
  const decisions = useMemo(
    () => entries.flatMap((item) => (item.kind === 'decision' ? [item.entry] : [])),
    [entries],
  );
  const range = { from: now - seconds * 1000, to: now };
  const { replicas } = service;
  return (
    <>
      <p class="back">
        <a href="#/">← {words.allServices}</a>
      </p>
      <div class="title">
        <h1>
          <small>{service.project}</small> {service.service}
        </h1>
        <Badges service={service} />
      </div>
      <div class="now">
        <section class="card glance" aria-label={words.replicas}>
          <div class="count">
            <strong>{replicas.ready}</strong>
            <span>
              {words.ready} · {words.range(replicas.min, replicas.max)}
            </span>
          </div>
          <ReplicaStrip service={service} />
          <Cost service={service} />
          {mayChange ? <Steering service={service} /> : <p class="hint">{words.readOnly}</p>}
        </section>
        <Why service={service} />
      </div>
      <section class="card" aria-label={words.overTime}>
        <div class="bar">
          <h2>{words.overTime}</h2>
          <fieldset class="choice">
            <legend class="unseen">{words.overTime}</legend>
            {WINDOWS.map((window) => (
              <button
                key={window}
                type="button"
                aria-pressed={window === seconds}
                onClick={() => setSeconds(window)}
              >
                {words.windows[window]}
              </button>
            ))}
          </fieldset>
        </div>
        <ReplicaChart service={service} samples={samples} decisions={decisions} range={range} />
        {service.metrics.map((metric) => (
          <MetricChart key={metric.name} metric={metric} service={service} samples={samples} range={range} />
        ))}
      </section>
      <MembersTable service={service} now={now} />
      <HistoryTable entries={entries} now={now} />
    </>
  );
}
