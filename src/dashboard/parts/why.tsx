import type { Recommendation, Service } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { useNow } from '../state/use-now.ts';
import { formatNumber, formatSpan, formatTime } from '../text/format.ts';
import { ActionMark } from './action-mark.tsx';
import { describeRule, describeSample } from './metric-value.tsx';

const MINUTE_MS = 60_000;

/** Why there are as many replicas as there are: the last decision, what each metric asked for, what else counted. */
export function Why({ service }: { readonly service: Service }) {
  const words = useWords();
  const now = useNow(MINUTE_MS);
  const { lastDecision, metrics, forecast } = service;
  const asked = new Set(metrics.flatMap(({ last }) => (last ? [last.reason.message] : [])));
  const others = lastDecision?.reasons.filter(({ message }) => !asked.has(message)) ?? [];
  return (
    <section class="card why" aria-labelledby="why">
      <h2 id="why">{words.why}</h2>
      {lastDecision ? (
        <>
          <p class="verdict" lang="en">
            <ActionMark action={lastDecision.action} /> {lastDecision.sentence}
          </p>
          <p class="hint">{words.since(formatTime(lastDecision.since, now, words.locale))}</p>
        </>
      ) : (
        <p>{words.nothingYet}</p>
      )}
      <ul class="asked">
        {metrics.map((metric) => (
          <li key={metric.name}>
            <b>{metric.name}</b>
            <span>{metric.last ? describeSample(metric.last.sample, metric.unit, words) : words.noData}</span>
            <small>{describeRule(metric, words)}</small>
            <em>{metric.last ? describeWish(metric.last, words) : words.noSay}</em>
          </li>
        ))}
      </ul>
      {forecast && (
        <p class="hint">
          {words.forecastSays(
            formatNumber(forecast.bound, words.locale),
            formatSpan(forecast.horizonSeconds * 1000, words.locale),
          )}{' '}
          ({words.trust[forecast.trust]})
        </p>
      )}
      {lastDecision?.shadow && (
        <p class="hint">
          {words.shadowWould}: <span lang="en">{lastDecision.shadow.sentence}</span>
        </p>
      )}
      {others.length > 0 && (
        <>
          <h3>{words.constraints}</h3>
          <ul class="reasons" lang="en">
            {others.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function describeWish(
  { replicas }: Recommendation,
  words: { asksFor: (replicas: number) => string; noSay: string },
): string {
  return replicas === null ? words.noSay : words.asksFor(replicas);
}
