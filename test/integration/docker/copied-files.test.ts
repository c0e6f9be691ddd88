import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocker } from '../../../src/adapters/docker/index.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon, until } from '../../support/wait.ts';

const MAIN = 'mkdir -p /cache && hostname > /cache/own && echo up; exec sleep 1000';
const LOOK = ['sh', '-c', 'cat /inline /run/secrets/token /etc/app/moved.conf'];

describe('files that Compose copies into containers', () => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await composeProject(
      {
        services: {
          web: {
            image: TEST_IMAGE,
            command: ['sh', '-c', MAIN],
            stop_signal: 'SIGKILL',
            configs: ['inline', { source: 'moved', target: '/etc/app/moved.conf' }],
            secrets: ['token'],
          },
        },
        configs: { inline: { content: 'inline;' }, moved: { environment: 'CADK_MOVED' } },
        secrets: { token: { environment: 'CADK_TOKEN' } },
      },
      { CADK_TOKEN: 'token;', CADK_MOVED: 'moved' },
    );
    await project.compose('up', '-d');
  });

  afterAll(async () => {
    await project.down();
  });

  it('are in clones of clones too, whoever makes them, and what processes wrote is not', async () => {
    const ref = project.ref('web');
    const another = createDocker({ host: project.host });
    for (const [number, { target }] of [
      [2, project],
      [3, another],
      [4, project],
    ] as const) {
      const created = await target.create(ref, number, soon());
      const changes = await project.docker('diff', created.id);
      expect(changes).toContain('A /run/secrets/token');
      expect(changes).not.toContain('/cache');
      const started = await target.start(created, soon());
      await until(async () => (await project.docker('logs', created.id)).includes('up'), 'it is up');
      const { output } = await project.containers.exec(started.id, LOOK, { signal: soon() });
      expect(output).toBe('inline;token;moved');
    }
  });

  it('are in clones of a replica that was never started', async () => {
    const ref = project.ref('web');
    const created = await project.target.create(ref, 5, soon());
    await project.docker('rm', '-f', ...[1, 2, 3, 4].map((number) => `${project.name}-web-${number}`));
    const next = await project.target.create(ref, 6, soon());
    expect(await project.docker('diff', next.id)).toContain('A /run/secrets/token');
    expect(created.state).toBe('created');
  });
});
