import { boundsText } from '../../core/change-sentence.ts';
import { formatDuration, formatTime } from '../../core/format.ts';
import { costOf, formatMoney } from '../../core/price.ts';
import type { Cell } from './grid.ts';
import type { ServiceStatus } from './report.ts';

const STEPS: Readonly<Record<string, string>> = {
  create: 'being created',
  start: 'starting',
  'await-ready': 'waiting to be healthy',
  'join-balancer': 'joining the balancer',
  drain: 'draining',
  'leave-balancer': 'leaving the balancer',
  stop: 'stopping',
  remove: 'being removed',
};
const ODD_STATES: Readonly<Record<string, string>> = {
  starting: 'waiting to be healthy',
  unhealthy: 'unhealthy',
  removing: 'being removed',
};
/** No decision for so long is a thing to say. */
const SILENT_MS = 60_000;

/** What is under way, and who asked for what, a sentence each; `now` in epoch milliseconds. */
export function notesOf(service: ServiceStatus, now: number): readonly Cell[] {
  return [
    ...actionNotes(service),
    ...oddReplicas(service),
    ...controlNotes(service, now),
    ...(service.balancer.fault === undefined ? [] : [bad(service.balancer.fault)]),
    ...metricFaults(service),
    ...silence(service, now),
    ...costNotes(service),
  ];
}

function actionNotes({ action, members }: ServiceStatus): readonly Cell[] {
  if (action === null) return [];
  const steps = action.steps.map(({ replica, step }) => {
    const inFlight = members.find(({ number }) => number === replica)?.inFlight ?? 0;
    const load = step === 'drain' && inFlight > 0 ? ` (${inFlight} in flight)` : '';
    return { replica, what: `${STEPS[step] ?? step}${load}` };
  });
  const head = `scaling ${action.from} → ${action.to}`;
  return [{ text: [head, together(steps)].filter((part) => part !== '').join(': '), tone: 'accent' }];
}

/** Replicas that are not as they should be, and not in the hands of a scaling. */
function oddReplicas({ action, members }: ServiceStatus): readonly Cell[] {
  const inHand = new Set(action?.steps.map(({ replica }) => replica));
  const odd = members.flatMap(({ number, state, balancer }) => {
    const what = ODD_STATES[state] ?? (state === 'ready' && balancer === 'draining' ? 'draining' : undefined);
    return what === undefined || inHand.has(number) ? [] : { replica: number, what };
  });
  return odd.length === 0 ? [] : [{ text: together(odd), tone: 'warning' }];
}

/** `replica 3, 4 starting; replica 5 draining`. */
function together(all: readonly { readonly replica: number; readonly what: string }[]): string {
  return [...Map.groupBy(all, ({ what }) => what)]
    .map(([what, those]) => `replica ${those.map(({ replica }) => replica).join(', ')} ${what}`)
    .join('; ');
}

function controlNotes({ paused, temporaryBounds, bounds }: ServiceStatus, now: number): readonly Cell[] {
  const until = (at: string) => formatTime(Date.parse(at), now);
  const notes: string[] = [];
  if (paused)
    notes.push(`paused by ${paused.by}${paused.until === null ? '' : ` until ${until(paused.until)}`}`);
  if (temporaryBounds) {
    const { min, max, by } = temporaryBounds;
    const asked = boundsText({ ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) });
    const own = `${bounds.policy.min}–${bounds.policy.max}`;
    notes.push(`${asked} until ${until(temporaryBounds.until)}, by ${by} (the policy says ${own})`);
  }
  for (const [name, by] of [
    ['min', bounds.minBy],
    ['max', bounds.maxBy],
  ])
    if (by !== null) notes.push(`${name} is set by schedule ${by}`);
  return notes.map((text) => ({ text, tone: 'warning' }));
}

function metricFaults({ metrics, lastDecision }: ServiceStatus): readonly Cell[] {
  if (lastDecision === null) return [];
  return metrics.flatMap(({ missing }) => (missing === null ? [] : bad(missing)));
}

function silence({ lastDecision }: ServiceStatus, now: number): readonly Cell[] {
  if (lastDecision === null) return [{ text: 'no decision yet', tone: 'warning' }];
  const silentMs = now - Date.parse(lastDecision.at);
  return silentMs < SILENT_MS
    ? []
    : [bad(`no decision for ${formatDuration(silentMs)}: is the controller alive?`)];
}

/** Only for those who gave a price. */
function costNotes({ price, replicas, usage }: ServiceStatus): readonly Cell[] {
  if (price === null || usage.day.cost === null) return [];
  const now = formatMoney(costOf(price, replicas.current));
  const text = `costs ${now} an hour now, ${formatMoney(usage.day.cost)} in the last 24 h`;
  return [{ text, tone: 'faint' }];
}

function bad(text: string): Cell {
  return { text, tone: 'bad' };
}
