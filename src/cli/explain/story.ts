import { type Decision, describe } from '../../core/decision.ts';
import { formatDuration, formatReplicas, formatTime } from '../../core/format.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import { REASONS, type Reason } from '../../core/reasons.ts';
import { wrap } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';
import type { Explained } from './find.ts';
import { otherwise, prospectText } from './otherwise.ts';
import { differenceText, shadowText } from './shadow.ts';

/** How the story is to look. */
export interface StoryLooks {
  readonly width: number;
  readonly style: Style;
}

/** The limit that gave the number its last turn; undefined when nothing stood in the way. */
export function decidingReason({ reasons }: Decision): Reason | undefined {
  return reasons.findLast((reason) => REASONS[reason.code].role === 'limit');
}

/** The decision as a short story: measured, asked, limited, decided, what would have changed it, and the shadow's. */
export function tell(
  explained: Explained,
  now: number,
  { width, style }: StoryLooks,
  withShadow: boolean,
): string {
  const { policy, decision } = explained;
  const lines = (text: string, indent: number, hanging = indent) =>
    wrapped(text, width - hanging).map((line, i) => ' '.repeat(i === 0 ? indent : hanging) + line);
  const section = (title: string, clauses: readonly string[]) => [
    style('accent', title),
    ...clauses.flatMap((clause) => lines(clause, 2, 4)),
  ];
  const headline = lines(`${serviceKey(policy.ref)} ${describe(decision)}`, 0);
  const story = [
    ...headline.map((line) => style('strong', line)),
    ...lines(timesText(explained, now), 0).map((line) => style('faint', line)),
    '',
    ...section('What was measured, and what each rule asked for', asked(decision)),
    ...section('What decided', decided(decision)),
    ...section('Outcome', [outcome(decision, policy)]),
    ...sequel(explained).flatMap(([title, clauses]) => section(title, clauses)),
    ...(withShadow ? section('What the shadow would have done', [shadowText(decision, policy)]) : []),
  ];
  return `${story.join('\n')}\n`;
}

function wrapped(text: string, width: number): readonly string[] {
  return Number.isFinite(width) ? wrap(text, Math.max(20, width)) : [text];
}

function timesText({ decision, journalled }: Explained, now: number): string {
  if (journalled === undefined) return 'no controller has decided yet; this is what it would decide now';
  const { lastAt, ticks } = journalled;
  const first = formatTime(decision.at, now);
  const ago = formatDuration(now - lastAt);
  return ticks === 1
    ? `decided at ${first}, ${ago} ago`
    : `decided since ${first}, ${ticks} times, last ${ago} ago`;
}

/** What every metric asked for, and what else asked. */
function asked({ recommendations, reasons }: Decision): readonly string[] {
  const clauses = recommendations.map(({ reason, replicas }) => {
    const asks = replicas === undefined ? 'asks for nothing' : `asks for ${formatReplicas(replicas)}`;
    return `${reason.message}: ${asks}  [${reason.code}]`;
  });
  const told = new Set(recommendations.map(({ reason }) => reason.message));
  const others = reasons.filter((r) => REASONS[r.code].role === 'signal' && !told.has(r.message));
  const all = [...clauses, ...others.map(clauseOf)];
  return all.length === 0 ? ['nothing: the policy has no metrics'] : all;
}

function decided(decision: Decision): readonly string[] {
  const last = decidingReason(decision);
  if (last === undefined) {
    const isHold = decision.action === 'hold';
    return [
      isHold ? 'no rule asks for another count' : 'the highest that was asked for; nothing stood in its way',
    ];
  }
  const limits = decision.reasons.filter((r) => REASONS[r.code].role === 'limit' && r !== last);
  return [clauseOf(last), ...limits.map((limit) => `before that: ${clauseOf(limit)}`)];
}

function clauseOf({ message, code }: Reason): string {
  return `${message}  [${code}]`;
}

function outcome({ from, to }: Decision, { price }: Policy): string {
  if (to === from) return `${formatReplicas(from)}, no change`;
  return `${from} → ${to}${differenceText(to - from, price)}`;
}

function sequel({
  counterfactual,
  decision,
  policy,
}: Explained): readonly (readonly [string, readonly string[]])[] {
  const title = 'What would have changed that';
  if (typeof counterfactual === 'string') return [[title, [`that cannot be told: ${counterfactual}`]]];
  const { from } = decision;
  const others = otherwise(counterfactual, policy, from);
  const change: readonly [string, readonly string[]] = [
    title,
    others.length === 0 ? ['no other value of a metric alone, and no other limit'] : others,
  ];
  if (decision.action !== 'hold') return [change];
  return [['If nothing changes', [prospectText(counterfactual.unchanged, from)]], change];
}
