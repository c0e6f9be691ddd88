import type { Service } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { useNow } from '../state/use-now.ts';
import { formatTime } from '../text/format.ts';

/** What is out of the ordinary about a service. */
export function Badges({ service }: { readonly service: Service }) {
  const words = useWords();
  const now = useNow(60_000);
  const time = (iso: string) => formatTime(iso, now, words.locale);
  const { paused, temporaryBounds, action, balancer, failures, replicas } = service;
  const isAtMax = replicas.desired >= replicas.max && replicas.max > replicas.min;
  return (
    <ul class="badges">
      {paused && (
        <li data-tone="note">
          {words.pausedBy(paused.by, paused.until === null ? undefined : time(paused.until))}
        </li>
      )}
      {temporaryBounds && (
        <li data-tone="note">
          {words.boundsUntil(temporaryBounds.min, temporaryBounds.max, time(temporaryBounds.until))}
        </li>
      )}
      {action && <li data-tone="busy">{words.underWay(action.from, action.to)}</li>}
      {isAtMax && <li data-tone="warn">{words.atMax}</li>}
      {balancer.fault !== null && (
        <li data-tone="bad" title={balancer.fault}>
          {words.balancerFault}
        </li>
      )}
      {failures && (
        <li data-tone="bad" title={failures.message}>
          {words.unwell}
        </li>
      )}
    </ul>
  );
}
