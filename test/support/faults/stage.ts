import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureEngine } from '../engine/engine.ts';
import { ensureImages } from '../engine/images.ts';
import { prepareStack, type Stack } from '../stack/stack.ts';
import { eventually, soon } from '../wait.ts';
import { type Directory, FAULTY_BALANCERS, type FaultyBalancer, inBalancer } from './balancers.ts';
import { Controller } from './controller.ts';
import { type EngineDoor, engineDoor } from './door.ts';
import { invariants } from './invariants.ts';

const IMAGES = { haproxy: 'haproxy:3.2', nginx: 'nginx:1.30' } as const;

/** Far more than there is: no more than the minimum is asked for. */
const METRICS = { cpu: { source: 'docker.cpu', target: 10_000 } };

/** A shipped stack with a controller process beside it, to be hurt. */
export interface Stage {
  readonly stack: Stack;
  readonly balancer: FaultyBalancer;
  readonly controller: Controller;
  /** Between the controller and the engine. */
  readonly door: EngineDoor;
  /** Has the policy ask for a count. */
  want(count: number): Promise<void>;
  /** Has the policy ask for nothing, from a minimum on. */
  leave(min: number): Promise<void>;
  /** Waits until the invariants hold with a count. */
  agrees(count: number): Promise<void>;
  inBalancer(line: string): Promise<string>;
  /** Makes the balancer's container anew with such a directory, and waits until it serves. */
  remakeBalancer(directory: Directory): Promise<void>;
  /** Waits until a request is answered well. */
  serves(): Promise<void>;
  down(): Promise<void>;
}

/** Starts it with two replicas. Call `down` in the end. */
export async function faultStage(kind: 'haproxy' | 'nginx'): Promise<Stage> {
  const balancer = FAULTY_BALANCERS[kind];
  await ensureImages(await ensureEngine(), [IMAGES[kind]]);
  const { composeFile, service } = balancer;
  const stack = await prepareStack({ composeFile, overlay: {} });
  const { folder, env } = stack;
  for (const [name, content] of Object.entries(balancer.files)) await writeFile(join(folder, name), content);
  const door = engineDoor(env.DOCKER_HOST ?? '', join(folder, 'engine.sock'));
  const controller = new Controller(stack, door.host);
  const policy = (changes: object) =>
    stack.policy({ max: 6, balancer: kind, stabilization: '0s', metrics: METRICS, ...changes });
  const want = (count: number) => policy({ min: count, cooldown: '0s' });
  const lay = (directory: Directory) =>
    writeFile(join(folder, 'overlay.json'), JSON.stringify(balancer.overlay(directory, folder)));
  const agrees = (count: number) => invariants(stack, balancer, count);
  const serves = async () => {
    const answer = () => fetch(stack.urls.web, { signal: soon(2000) }).catch(() => undefined);
    await eventually(answer, (response) => response?.ok === true);
  };
  await lay('usual');
  await want(2);
  await stack.up(service);
  await door.open();
  await controller.start();
  await agrees(2);
  return {
    stack,
    balancer,
    controller,
    door,
    want,
    leave: (min) => policy({ min, metrics: { cpu: { source: 'docker.cpu', scaleUp: { above: 10_000 } } } }),
    agrees,
    serves,
    inBalancer: (line) => inBalancer(stack, balancer, line),
    async remakeBalancer(directory) {
      await lay(directory);
      await stack.compose('up', '--detach', '--no-build', '--no-deps', '--timeout', '1', service);
      await serves();
    },
    async down() {
      await controller.kill();
      await door.close();
      await stack.down();
    },
  };
}
