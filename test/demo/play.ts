import { startLoad } from '../support/load/load.ts';
import type { LoadReport } from '../support/load/report.ts';
import { type LogEntry, parseLogLine } from './controller-log.ts';
import { askNumbers } from './controller-numbers.ts';
import { isNews, liveLines, plainLine } from './live-view.ts';
import type { Moment } from './moment.ts';
import type { Scene } from './scene.ts';
import { tell } from './story.ts';

/** What happened under load. */
export interface Played {
  readonly moments: readonly Moment[];
  readonly report: LoadReport;
  /** Decisions since the controller started, those to hold included. */
  readonly decisions: number;
  readonly log: readonly LogEntry[];
}

const longestMs = 240_000;
const marks = { up: '▲', down: '▼', hold: ' ', warning: '!', end: '!' } as const;

/** Puts load on the stack and shows what comes of it. */
export async function play(scene: Scene): Promise<Played> {
  const { stack, script, signal } = scene;
  const log: LogEntry[] = [];
  const following = new AbortController();
  const followed = follow(scene, following.signal, log);
  const ask = () => askNumbers(stack.urls.autoscaler, stack.project, 'web');
  const load = startLoad({
    url: `${stack.urls.web}/`,
    mode: 'open',
    connections: 64,
    rate: 0,
    maxDurationMs: longestMs,
  });
  try {
    const onPhase = (phase: string) => announce(scene, phase);
    const moments = await tell(script, { load, ask, onPhase, onMoment: show(scene, log), signal });
    const report = await load.stop();
    return { moments, report, decisions: (await ask())?.decisions ?? 0, log };
  } finally {
    scene.board.live([]);
    load.stop().catch(() => undefined);
    following.abort();
    await followed;
  }
}

function announce({ steps, script }: Scene, phase: string): void {
  const { calmRate, busyRate, enough, least } = script;
  if (phase === 'calm')
    steps.begin(4, `Load: ${calmRate} req/s, rising to ${busyRate} until ${enough} replicas serve…`);
  if (phase === 'calm again')
    steps.begin(5, `Calm again: ${calmRate} req/s until ${least} replicas are left…`);
}

function show({ board }: Scene, log: readonly LogEntry[]): (moment: Moment) => void {
  let shown: Moment | undefined;
  return (moment) => {
    board.live(liveLines(moment, log.at(-1)?.text, board.traits.columns));
    if (board.traits.isLive || !isNews(moment, shown)) return;
    shown = moment;
    board.line(plainLine(moment), 13);
  };
}

async function follow({ stack, board, signal }: Scene, until: AbortSignal, log: LogEntry[]): Promise<void> {
  try {
    for await (const line of stack.follow('autoscaler', until)) {
      const entry = parseLogLine(line);
      if (entry === undefined) continue;
      log.push(entry);
      // A live display shows why the count is held; only what changes it is worth a line that stays.
      if (entry.kind === 'hold' && board.traits.isLive) continue;
      board.line(`      ${entry.time} ${marks[entry.kind]} ${entry.text}`, 17);
    }
  } catch (error) {
    if (!until.aborted && !signal.aborted)
      board.line(`      the autoscaler's log broke off: ${String(error)}`);
  }
}
