import type { LoadReport } from '../support/load/report.ts';
import type { Moment } from './moment.ts';
import type { Script } from './story.ts';

/** One thing the demo promises, and whether it came true. */
export interface Claim {
  readonly holds: boolean;
  readonly text: string;
}

/** The fewest and most replicas that served. */
export function replicaRange(moments: readonly Moment[]): { readonly least: number; readonly most: number } {
  const ready = moments.flatMap(({ replicas }) => replicas?.ready ?? []);
  return { least: Math.min(...ready), most: Math.max(0, ...ready) };
}

/** Whether the service grew, shrank and lost no request. */
export function judge(
  { enough, least }: Pick<Script, 'enough' | 'least'>,
  moments: readonly Moment[],
  report: Pick<LoadReport, 'sent' | 'ok' | 'failed' | 'unsent'>,
): readonly Claim[] {
  const { most } = replicaRange(moments);
  const last = moments.at(-1)?.replicas;
  const isAnswered =
    report.failed === 0 && report.unsent === 0 && report.sent > 0 && report.ok === report.sent;
  return [
    { holds: most >= enough, text: `it grew to ${most} replicas (at least ${enough} wanted)` },
    {
      holds: most > least && last?.current === least && last.ready === least,
      text: `it shrank back to ${last?.current ?? 'an unknown number of'} replicas (${least} wanted)`,
    },
    {
      holds: isAnswered,
      text: `${report.failed} of ${report.sent} requests failed${report.unsent > 0 ? `, ${report.unsent} could not be sent` : ''}`,
    },
  ];
}
