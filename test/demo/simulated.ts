import { setTimeout as sleep } from 'node:timers/promises';
import { choosePolicy } from '../../src/config/policy-choice.ts';
import { describe } from '../../src/core/decision.ts';
import { Board } from './board.ts';
import { renderChart } from './chart.ts';
import { isNews, liveLines, plainLine } from './live-view.ts';
import type { Moment } from './moment.ts';
import { SCRIPT } from './script.ts';
import { tellSimulated } from './simulated-story.ts';
import { traitsOf } from './terminal.ts';
import { judge } from './verdict.ts';

/** On a terminal a second of the story takes a tenth of one. */
const SECOND_MS = 100;
const marks = { 'scale-up': '▲', 'scale-down': '▼', hold: ' ' } as const;

const board = new Board((text) => process.stdout.write(text), traitsOf(process.stdout, process.env));
board.line('SIMULATED: no container is started and no request is sent.');
board.line(
  'The demo’s own policy, scaling-policies/web.yaml, decides by the same code as ever, but about a service that is only computed, ten times as fast as it would happen. Where a Docker Engine can run, npm run demo shows the real thing.',
);
board.line();

const policy = await choosePolicy('scaling-policies/web.yaml', 'web');
const moments: Moment[] = [];
let sentence = '';
let shown: Moment | undefined;
for (const { moment, decision } of tellSimulated(SCRIPT, policy)) {
  if (decision !== undefined) sentence = describe(decision);
  if (decision !== undefined && decision.action !== 'hold')
    board.line(`      ${moment.second} s ${marks[decision.action]} ${sentence}`, 13);
  board.live(liveLines(moment, sentence, board.traits.columns));
  if (!board.traits.isLive && isNews(moment, shown)) {
    shown = moment;
    board.line(plainLine(moment), 13);
  }
  moments.push(moment);
  if (board.traits.isLive) await sleep(SECOND_MS);
}
board.live([]);

const sent = moments.reduce((sum, { requests }) => sum + requests, 0);
const failed = moments.reduce((sum, moment) => sum + moment.failed, 0);
const points = moments.map(({ requests, failed: lost, replicas }) => {
  return { requests, failed: lost, replicas: replicas?.ready };
});
const claims = judge(SCRIPT, moments, { sent, ok: sent - failed, failed, unsent: 0 });
board.line();
board.lines(renderChart(points, board.traits));
board.line();
for (const { holds, text } of claims) board.line(`${holds ? '✓' : '✗'}  simulated: ${text}`, 3);
process.exitCode = claims.every(({ holds }) => holds) ? 0 : 1;
