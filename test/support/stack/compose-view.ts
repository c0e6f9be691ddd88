import { expect } from 'vitest';
import type { Stack } from './stack.ts';

interface Listed {
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
}

/**
 * Compose takes these replicas for its own: `ps` lists exactly them, `up` wants to change nothing, `logs` shows
 * all of them, and `up --scale` with their number leaves them as they are. `services` are the ones that run.
 */
export async function expectComposesOwn(stack: Stack, count: number, services: readonly string[]) {
  const replicas = await stack.web();
  const names = replicas.map(({ name }) => name);
  expect(names).toHaveLength(count);
  const scale = ['--no-build', '--scale', `web=${count}`, ...services];
  const [listed, wanted, logs] = await Promise.all([
    stack.compose('ps', '--all', '--format', 'json', 'web'),
    stack.compose('up', '--detach', '--dry-run', ...scale),
    stack.compose('logs', '--no-color', 'web'),
  ]);
  const rows = listed.split('\n').map((line): Listed => JSON.parse(line));
  expect(rows.map(({ Name }) => Name).sort()).toEqual([...names].sort());
  expect(rows.every(({ State, Health }) => State === 'running' && Health === 'healthy')).toBe(true);
  expect(wanted).not.toMatch(/Creat|Recreat|Remov|Start|Stop|Kill/);
  for (const name of names) expect(wanted).toMatch(new RegExp(`Container ${name}\\s+Running`));
  for (const { number } of replicas) expect(logs).toMatch(new RegExp(`^web-${number}\\s`, 'm'));
  await stack.compose('up', '--detach', ...scale);
  expect((await stack.web()).map(({ id }) => id)).toEqual(replicas.map(({ id }) => id));
}

/** Nothing of the project is left on the engine: no container, network or volume. */
export async function expectNothingLeft(stack: Stack) {
  const label = [`com.docker.compose.project=${stack.project}`];
  const filters = { label };
  const [containers, networks, { Volumes }] = await Promise.all([
    stack.engine.listContainers({ all: true, filters }),
    stack.engine.listNetworks({ filters }),
    stack.engine.listVolumes({ filters }),
  ]);
  expect({ containers, networks, volumes: Volumes ?? [] }).toEqual({
    containers: [],
    networks: [],
    volumes: [],
  });
}
