import { acquireEngine } from '../support/engine/engine.ts';
import { ensureImages } from '../support/engine/images.ts';
import { takeTurn } from '../support/engine/turn.ts';
import type { Bench, BenchOptions } from './bench.ts';
import { buildController } from './loop/build.ts';
import { type Block, type Extent, runBlock } from './loss/block.ts';
import { containersAlone } from './loss/containers-alone.ts';
import type { Contender } from './loss/contender.ts';
import { shareFairly } from './loss/fair-shares.ts';
import { ours } from './loss/ours.ts';
import { lossReport } from './loss/report.ts';
import { composeDns } from './loss/rivals/compose-dns.ts';
import { nginxScript } from './loss/rivals/nginx-script.ts';
import { stopFirst } from './loss/rivals/stop-first.ts';

const ROUNDS = { full: 5, quick: 1 };
/** Of one contender in one round; together at least 50 cycles and 500,000 requests of each of ours. */
const EXTENT = {
  full: { ours: { cycles: 10, requests: 102_000 }, rivals: { cycles: 1, requests: 0 } },
  quick: { ours: { cycles: 1, requests: 0 }, rivals: { cycles: 1, requests: 0 } },
};

/** Requests lost while scaling up and down: ours and what people do today, counted by the clients. */
export const loss: Bench = {
  summary: 'requests lost in up-down cycles behind HAProxy and nginx, beside what people do today',
  run: async (options) => {
    const engine = await acquireEngine('lease');
    process.env.DOCKER_HOST = engine.env.DOCKER_HOST;
    try {
      await ensureImages(engine.env, ['nginx:1.30']);
      options.say('compiling the controller, as its image has it…');
      const built = await buildController();
      const turn = await takeTurn(engine.env.DOCKER_HOST);
      const unshare = await shareFairly(engine.env.DOCKER_HOST);
      try {
        return lossReport(await runAll(built.directory, options));
      } finally {
        await unshare();
        turn.end();
        await built.remove();
      }
    } finally {
      await engine.release();
    }
  },
};

async function runAll(program: string, { quick, say }: BenchOptions): Promise<readonly Block[]> {
  const contenders: readonly Contender[] = [
    ...ours(program),
    composeDns,
    nginxScript,
    stopFirst,
    // For latencies, which one cycle says little of.
    ...(quick ? [] : [containersAlone]),
  ];
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const { ours: own, rivals } = quick ? EXTENT.quick : EXTENT.full;
  const blocks: Block[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(turn + round) % contenders.length];
      if (contender === undefined) continue;
      const extent: Extent = contender.isOurs ? own : rivals;
      say(`round ${round + 1} of ${rounds}: ${contender.name}, ${contender.balancer}`);
      const block = await runBlock(contender, extent);
      if (contender.isOurs)
        for (const { traffic, kind, message = '', at } of block.firstFailures)
          say(`LOST ${traffic}: ${kind} ${message} ${new Date(at).toISOString()}`);
      blocks.push(block);
    }
  }
  return blocks;
}
