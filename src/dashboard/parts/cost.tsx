import type { Service, Usage } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { useNow } from '../state/use-now.ts';
import { useUsage } from '../state/use-usage.ts';
import { formatMoney, formatNumber, formatTime } from '../text/format.ts';

const MINUTE_MS = 60_000;

/** What ran and what it cost: now, within the last day, and as long as it is recorded. */
export function Cost({ service }: { readonly service: Service }) {
  const words = useWords();
  const now = useNow(MINUTE_MS);
  const usage = useUsage(service);
  const { price, replicas } = service;
  if (usage === undefined) return null;
  const { day, recorded } = usage;
  const describe = ({ replicaHours, cost }: Usage) => {
    const hours = words.replicaHours(formatNumber(replicaHours, words.locale));
    return cost === null ? hours : `${formatMoney(cost, words.locale)} · ${hours}`;
  };
  const since =
    recorded.from === null ? words.recorded : words.from(formatTime(recorded.from, now, words.locale));
  return (
    <section aria-label={words.costSoFar}>
      <dl class="cost">
        {price && (
          <>
            <dt>{words.now}</dt>
            <dd>
              {words.anHour(
                formatMoney(
                  { amount: price.perHour * replicas.current, currency: price.currency },
                  words.locale,
                ),
              )}
            </dd>
          </>
        )}
        <dt>{words.lastDay}</dt>
        <dd>{describe(day)}</dd>
        <dt>{since}</dt>
        <dd>{describe(recorded)}</dd>
      </dl>
    </section>
  );
}
