import { answeringHosts } from '../stack/answering.ts';
import { isServing } from '../stack/containers.ts';
import type { Stack } from '../stack/stack.ts';
import { eventually } from '../wait.ts';
import { type FaultyBalancer, inBalancer } from './balancers.ts';

/** Where to look. */
export type Eyes = Pick<Stack, 'docker' | 'project' | 'web' | 'urls'>;

interface Sight {
  /** Containers of `web` that are not serving, by number. */
  readonly broken: readonly string[];
  /** Addresses of replicas that serve. */
  readonly docker: readonly string[];
  /** Addresses that the generated file sends requests to. */
  readonly file: readonly string[];
  /** Addresses that the running balancer says it sends requests to; undefined where it does not tell. */
  readonly running: readonly string[] | undefined;
  /** Whoever answered through the balancer, asked only when the others agree. */
  readonly answering: readonly string[];
}

/**
 * Waits until the invariants hold with `count` replicas: all of them serve and there is no other container of `web`;
 * the file on disk and the running balancer have exactly their addresses; and exactly they answer through it.
 */
export async function invariants(stack: Eyes, balancer: FaultyBalancer, count: number): Promise<void> {
  await eventually(
    () => look(stack, balancer, count),
    (sight) => holds(sight, count),
    45_000,
  );
}

async function look(stack: Eyes, balancer: FaultyBalancer, count: number): Promise<Sight> {
  const replicas = await stack.web();
  const serving = replicas.filter(isServing);
  const broken = replicas.filter((one) => !isServing(one)).map(({ number, state }) => `${number} ${state}`);
  const { readRunning } = balancer;
  const [docker, file, running] = await Promise.all([
    addressesOf(stack, serving),
    inBalancer(stack, balancer, balancer.readFile).then(balancer.onDisk, String),
    readRunning && inBalancer(stack, balancer, readRunning).then(balancer.running, String),
  ]);
  const sight: Sight = {
    broken,
    docker,
    file: [file].flat().toSorted(),
    running: running === undefined ? undefined : [running].flat().toSorted(),
    answering: [],
  };
  if (!agree(sight, count)) return sight;
  const expected = serving.map(({ id }) => id.slice(0, 12)).toSorted();
  const answering = [...(await answeringHosts(stack.urls.web, count))].toSorted();
  return {
    ...sight,
    answering: String(answering) === String(expected) ? answering : ['others', ...answering],
  };
}

function agree({ broken, docker, file, running = file }: Sight, count: number): boolean {
  const isSame = String(docker) === String(file) && String(docker) === String(running);
  return broken.length === 0 && docker.length === count && isSame;
}

function holds(sight: Sight, count: number): boolean {
  return agree(sight, count) && sight.answering.length === count;
}

async function addressesOf(
  stack: Eyes,
  replicas: readonly { readonly id: string }[],
): Promise<readonly string[]> {
  if (replicas.length === 0) return [];
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
  const listed = await stack
    .docker('inspect', '--format', format, ...replicas.map(({ id }) => id))
    .catch(() => '');
  return listed
    .split('\n')
    .map((line) => line.trim())
    .toSorted();
}
