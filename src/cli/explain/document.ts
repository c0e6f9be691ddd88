import type { Prospect } from '../../core/counterfactual/prospect.ts';
import { describe } from '../../core/decision.ts';
import { formatJson } from '../output.ts';
import type { Explained } from './find.ts';
import { decidingReason } from './story.ts';

/** The decision as one JSON document. */
export function explainJson({ policy, decision, journalled, counterfactual }: Explained): string {
  const at = iso(decision.at);
  const known = typeof counterfactual === 'string' ? undefined : counterfactual;
  return formatJson({
    ...policy.ref,
    ...decision,
    at,
    lastAt: journalled ? iso(journalled.lastAt) : at,
    ticks: journalled?.ticks ?? 1,
    sentence: describe(decision),
    decidedBy: decidingReason(decision)?.code ?? null,
    unchanged: known ? prospectJson(known.unchanged) : null,
    otherwise: known
      ? {
          metrics: known.metrics.map(({ metric, direction, first, last, prospect }) => ({
            ...{ metric, direction, value: first, lastWithout: last },
            ...prospectJson(prospect),
          })),
          calm: known.calm.map(({ metric, value, prospect }) => ({
            ...{ metric, value },
            ...prospectJson(prospect),
          })),
          without: known.without.map(({ code, what, prospect }) => ({
            code,
            what,
            ...prospectJson(prospect),
          })),
        }
      : null,
    ...(typeof counterfactual === 'string' ? { cannotTell: counterfactual } : {}),
  });
}

function prospectJson({ to, afterMs }: Prospect) {
  return { to, afterSeconds: afterMs / 1000 };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
