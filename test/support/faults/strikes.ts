import type { ErrorCode } from '../../../src/core/errors.ts';
import { startLoad } from '../load/load.ts';
import { isServing } from '../stack/containers.ts';
import { startTraffic, type Traffic, type TrafficReport } from '../stack/traffic.ts';
import { until } from '../wait.ts';
import type { Stage } from './stage.ts';
import type { FaultCase, FaultId } from './table.ts';

/** What clients saw of a fault. */
export interface Seen {
  readonly report: TrafficReport;
  /** POSTs of seconds that were under way all the time. */
  readonly held?: { readonly failed: number; readonly perReplica: number };
}

type Strike = (stage: Stage, one: FaultCase) => Promise<Seen>;

/** How each fault is done, and waited for until the invariants hold again. */
export const STRIKES: Readonly<Record<FaultId, Strike>> = {
  'controller-killed': (stage, one) =>
    atStep(stage, one, async () => {
      await stage.controller.kill();
      await stage.controller.start();
    }),
  'balancer-killed': (stage, one) =>
    atStep(stage, one, async (traffic) => {
      traffic.mark('away');
      await stage.stack.docker('kill', containerOf(stage));
      stage.controller.thaw();
      await stage.stack.docker('start', containerOf(stage));
      await stage.serves();
      traffic.mark('back');
    }),
  'balancer-restarted': async (stage) => {
    const traffic = await begin(stage, 2);
    traffic.mark('away');
    await stage.stack.docker('restart', containerOf(stage));
    await stage.serves();
    traffic.mark('back');
    await stage.agrees(2);
    return await end(traffic);
  },
  'balancer-reloaded': (stage, one) =>
    atStep(stage, one, async () => {
      await stage.inBalancer(stage.balancer.reload);
      stage.controller.thaw();
    }),
  'socket-gone': async (stage) => {
    await bring(stage, 3);
    const traffic = await begin(stage, 3);
    await stage.inBalancer(stage.balancer.removeSocket ?? 'false');
    await neitherWay(stage, 3, 'E_BALANCER_SOCKET');
    const seen = await end(traffic);
    await stage.stack.docker('restart', containerOf(stage));
    await ask(stage, 2);
    return seen;
  },
  'directory-read-only': async (stage) => {
    await bring(stage, 3);
    await stage.remakeBalancer('read-only');
    const traffic = await begin(stage, 3);
    await neitherWay(stage, 3, 'E_BALANCER_WRITE');
    const seen = await end(traffic);
    await stage.remakeBalancer('usual');
    await ask(stage, 2);
    return seen;
  },
  'disk-full': async (stage) => {
    await bring(stage, 3);
    await stage.remakeBalancer('small');
    const traffic = await begin(stage, 3);
    const filler = `${stage.balancer.directory}/filler`;
    await stage.inBalancer(`! dd if=/dev/zero of=${filler} bs=1k 2>/dev/null`);
    await neitherWay(stage, 3, 'E_BALANCER_WRITE');
    await stage.inBalancer(`rm ${filler}`);
    await ask(stage, 2);
    const seen = await end(traffic);
    await stage.remakeBalancer('usual');
    await stage.agrees(2);
    return seen;
  },
  'replica-crashes-joining': async (stage, one) => {
    if (one.step === undefined || one.step === 'join-balancer')
      return await atStep(stage, one, () => crashNewest(stage));
    const traffic = await begin(stage, 2);
    await stage.controller.freezeAfter(one.step);
    const command = stage.stack.cli.start('scale', 'web', '4', '--project', stage.stack.project);
    await stage.controller.frozen();
    await crashNewest(stage);
    const { exitCode, stderr } = await command.ended;
    if (exitCode !== 1 || !/-web-\d exited with code 137 while starting/.test(stderr))
      throw new Error(`scale ended with ${exitCode}: ${stderr}`);
    await ask(stage, 2);
    return await end(traffic);
  },
  'replica-crashes-draining': async (stage) => {
    const traffic = await begin(stage, 4);
    const [rate, seconds] = [6, 6];
    const url = `${stage.stack.urls.web}/slow?ms=${seconds * 1000}`;
    const held = startLoad({ url, mode: 'open', rate, method: 'POST', connections: 64 });
    await until(() => held.sample().ok > 0, 'long requests are under way');
    await stage.want(2);
    const leaving = await draining(stage);
    await stage.stack.docker('kill', leaving);
    await stage.agrees(2);
    const { failed } = await held.stop();
    return { ...(await end(traffic)), held: { failed, perReplica: (rate * seconds) / 4 } };
  },
  'engine-away': (stage, one) =>
    atStep(stage, one, async () => {
      await stage.door.close();
      stage.controller.thaw();
      await until(() => /E_DOCKER/.test(stage.controller.said()), 'the controller misses the engine');
      await stage.door.open();
    }),
  'engine-restarted': async (stage) => {
    const traffic = await begin(stage, 3);
    const { docker } = stage.stack;
    traffic.mark('away');
    await stage.door.close();
    const web = (await stage.stack.web()).map(({ name }) => name);
    await docker('stop', '--time', '0', containerOf(stage), ...web);
    for (const name of web.toReversed()) await docker('start', name);
    await docker('start', containerOf(stage));
    await stage.door.open();
    await stage.agrees(3);
    traffic.mark('back');
    return await end(traffic);
  },
  'two-commands': async (stage) => {
    const traffic = await begin(stage, 2);
    const scale = (count: number) =>
      stage.stack.cli.start('scale', 'web', String(count), '--project', stage.stack.project).ended;
    await stage.leave(2);
    const [three, four] = await Promise.all([scale(3), scale(4)]);
    const done = [three, four].filter(({ exitCode }) => exitCode === 0);
    if (done.length === 0) throw new Error(`no scale was done: ${three.stderr} ${four.stderr}`);
    const count = (await stage.stack.web()).length;
    const last = count === 3 ? three : four;
    if (last.exitCode !== 0) throw new Error(`${count} replicas, but that scale said: ${last.stderr}`);
    await stage.agrees(count);
    return await end(traffic);
  },
};

/** Brings the service to the count that the scaling begins with, under way; strikes after the step; waits for its end. */
async function atStep(
  stage: Stage,
  { direction, step }: FaultCase,
  strike: (traffic: Traffic) => Promise<void>,
): Promise<Seen> {
  if (step === undefined) throw new Error('this fault strikes after a step');
  const [from, to] = direction === 'up' ? [2, 4] : [4, 2];
  const traffic = await begin(stage, from);
  await stage.controller.freezeAfter(step);
  await stage.want(to);
  await stage.controller.frozen();
  await strike(traffic);
  await stage.agrees(to);
  return await end(traffic);
}

async function bring(stage: Stage, count: number): Promise<void> {
  await stage.want(count);
  await stage.agrees(count);
}

async function begin(stage: Stage, count: number): Promise<Traffic> {
  await bring(stage, count);
  const traffic = startTraffic(stage.stack.urls.web, { rate: 60 });
  await someAnswers(traffic);
  return traffic;
}

async function end(traffic: Traffic): Promise<Seen> {
  await someAnswers(traffic);
  return { report: await traffic.stop() };
}

async function someAnswers(traffic: Traffic): Promise<void> {
  const before = traffic.answered();
  await until(() => traffic.answered() > before + 30, 'requests are answered');
}

/** As a person does it, who need not wait until the next attempt after failures. */
async function ask(stage: Stage, count: number): Promise<void> {
  await stage.leave(2);
  const { exitCode, stderr } = await stage.stack.scale(count);
  if (exitCode !== 0) throw new Error(`scale to ${count} ended with ${exitCode}: ${stderr}`);
  await stage.agrees(count);
}

/** Scaling fails both ways, says why, and changes nothing. */
async function neitherWay(stage: Stage, count: number, code: ErrorCode): Promise<void> {
  await stage.leave(count - 1);
  for (const other of [count + 1, count - 1]) {
    const { exitCode, stderr } = await stage.stack.scale(other);
    if (exitCode !== 1 || !stderr.includes(`error ${code}: `))
      throw new Error(`scale to ${other} ended with ${exitCode}: ${stderr}`);
    await stage.agrees(count);
  }
}

function containerOf({ stack, balancer }: Stage): string {
  return `${stack.project}-${balancer.service}-1`;
}

/** Kills a new replica, and lets the controller go on. */
async function crashNewest({ stack, controller }: Stage): Promise<void> {
  const newest = (await stack.web()).filter(({ state, number }) => state === 'running' && number > 2).at(-1);
  if (newest === undefined) throw new Error('no new replica runs');
  await stack.docker('kill', newest.name);
  controller.thaw();
}

/** A replica that serves, but is out of the generated file. */
async function draining(stage: Stage): Promise<string> {
  let found: string | undefined;
  await until(async () => {
    const serving = (await stage.stack.web()).filter(isServing);
    const file = stage.balancer.onDisk(await stage.inBalancer(stage.balancer.readFile));
    for (const { name } of serving) {
      const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
      const address = await stage.stack.docker('inspect', '--format', format, name);
      if (!file.includes(address)) found = name;
    }
    return found !== undefined;
  }, 'a replica drains');
  return found ?? '';
}
