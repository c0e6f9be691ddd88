import type { z } from 'zod';
import { type Decision, describe, type Recommendation, type ShadowDecision } from '../../../core/decision.ts';
import type { JournalledDecision } from '../../../core/journal.ts';
import type { ServiceView } from '../../../core/operations.ts';
import type { Sample } from '../../../core/sample.ts';
import type {
  decisionSchema,
  lastDecisionSchema,
  recommendationSchema,
  sampleSchema,
} from '../schema/decision.ts';
import { iso } from './time.ts';

/** A journalled decision as the API tells it. */
export function decisionBody(entry: JournalledDecision): z.output<typeof decisionSchema> {
  const { id, ref, decision, lastAt, ticks } = entry;
  return {
    id,
    project: ref.project,
    service: ref.service,
    at: iso(decision.at),
    lastAt: iso(lastAt),
    ticks,
    ...decided(decision),
    recommendations: decision.recommendations.map(recommendationBody),
  };
}

/** A service's last decision as the API tells it. */
export function lastDecisionBody({
  decision,
  since,
}: NonNullable<ServiceView['decided']>): z.output<typeof lastDecisionSchema> {
  return { ...decided(decision), at: iso(decision.at), since: iso(since) };
}

/** What a metric asks for as the API tells it. */
export function recommendationBody(r: Recommendation): z.output<typeof recommendationSchema> {
  return { metric: r.metric, sample: sampleBody(r.sample), replicas: r.replicas ?? null, reason: r.reason };
}

function decided(decision: Decision) {
  const { shadow } = decision;
  return { ...outcome(decision), shadow: shadow ? outcome(shadow) : null };
}

function outcome(decision: ShadowDecision) {
  const { action, from, to, reasons } = decision;
  return { action, from, to, sentence: describe(decision), reasons: [...reasons] };
}

function sampleBody(sample: Sample): z.output<typeof sampleSchema> {
  return 'at' in sample ? { ...sample, at: iso(sample.at) } : sample;
}
