import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../support/compose-project.ts';
import { ensureEngine } from '../support/engine/engine.ts';
import { childEnv } from '../support/engine/env.ts';
import { type CliResult, cliWith } from '../support/stack/cli.ts';

/** What a new replica does: as the file /flags/mode says when it starts. */
const MAIN =
  'mode=$(cat /flags/mode); echo "mode $mode"; echo "$mode" > /tmp/mode; [ "$mode" = crash ] && exit 7; sleep 600';
const CHECK = 'case "$(cat /tmp/mode)" in sick) echo no cache; exit 1;; slow) sleep 60;; esac';

describe('a new replica that does not come up is undone', () => {
  let project: ComposeProject;
  let scale: (...args: readonly string[]) => Promise<CliResult>;
  let image: string;

  const say = (mode: string) => writeFile(join(project.folder, 'flags/mode'), mode);
  const picture = () =>
    project.compose('ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Name}} {{.State}}');

  beforeAll(async () => {
    project = await composeProject({ services: {} });
    image = `${project.name}-passing`;
    const flags = join(project.folder, 'flags');
    await mkdir(flags);
    await chmod(flags, 0o755);
    await say('good');
    await writeFile(join(project.folder, 'Dockerfile'), `FROM ${TEST_IMAGE}\nLABEL of=${project.name}\n`);
    const plain = { image: TEST_IMAGE, command: shell(MAIN), init: true, volumes: ['./flags:/flags:ro'] };
    const healthcheck = { test: ['CMD', ...shell(CHECK)], interval: '500ms', timeout: '70s', retries: 2 };
    await project.define({
      services: {
        once: plain,
        always: { ...plain, restart: 'always' },
        checked: { ...plain, healthcheck },
        imageless: { ...plain, image, build: '.' },
      },
    });
    await project.compose('up', '-d', '--wait');
    const env = childEnv(await ensureEngine(), process.env);
    const AUTOSCALER_STATE_DIR = join(project.folder, 'state');
    const cli = cliWith({ ...env, AUTOSCALER_STATE_DIR });
    scale = (...args) => cli.run('scale', ...args, '--project', project.name);
  });
  afterEach(() => say('good'));
  afterAll(async () => {
    await project?.down();
    await project?.docker('image', 'rm', '--force', image).catch(() => undefined);
  });

  test.each([
    ['crash', 'once', [], 1, /E_CRASH_LOOP: .*exited with code 7 while starting.*fix: /s],
    ['crash', 'always', [], 1, /E_CRASH_LOOP: .*restarted.*fix: /s],
    ['sick', 'checked', [], 1, /E_UNHEALTHY: .*no cache.*fix: /s],
    ['slow', 'checked', ['--timeout', '2s'], 3, /E_NOT_CONVERGED: .*within 2 s; it has 1.*fix: .*--timeout/s],
  ])('%s, of %s %s: exit code %i', async (mode, service, options, exitCode, said) => {
    const before = await picture();
    await say(mode);
    const answer = await scale(service, '3', ...options);
    expect(answer).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(said) });
    expect(await picture()).toBe(before);
  });

  test('its image is gone: exit code 1', async () => {
    await project.compose('stop', 'imageless');
    await project.docker('image', 'rm', '--force', image);
    const before = await picture();
    const said = /E_IMAGE_GONE: .*fix: /s;
    const answer = await scale('imageless', '2');
    expect(answer).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringMatching(said) });
    expect(await picture()).toBe(before);
  });
});

/** A shell line as a Compose file has to write it. */
function shell(line: string): readonly string[] {
  return ['sh', '-c', line.replaceAll('$', '$$$$')];
}
