import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLLOWING, OfflineCli } from '../../support/simulation/offline-cli.ts';

const cli = new OfflineCli();
afterAll(() => cli.close());
const scripts = new Map<string, string>();
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) scripts.set(shell, (await cli.run('completion', shell)).out);
});

/** What a real bash offers for the last of the words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const program = `
    autoscaler() { [[ $* == 'completion --services' ]] && printf 'web\\napi\\n'; }
    ${scripts.get('bash')}
    COMP_WORDS=(autoscaler "$@") COMP_CWORD=$#
    _autoscaler
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', program, 'bash', ...words]);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('autoscaler completion', () => {
  it.each([
    ['commands', ['exp'], ['explain']],
    ['options', ['status', '--wa'], ['--watch']],
    ['options of that command only', ['validate', '--wa'], []],
    ['services', ['explain', ''], ['web', 'api']],
    ['services by what was begun', ['history', 'a'], ['api']],
    ['services behind options and their values', ['history', '--since', '2h', '--json', 'w'], ['web']],
    ['nothing for a number', ['scale', 'web', ''], []],
    ['nothing for a duration', ['history', '--since', ''], []],
    ['choices of an option', ['history', '--kind', ''], ['decision', 'step', 'change']],
    ['choices of an argument', ['completion', 'z'], ['zsh']],
    ['files', ['validate', 'package.j'], ['package.json']],
    ['files of an option', ['simulate', '--trace', 'tsconfig.b'], ['tsconfig.build.json']],
    ['services of an option', ['simulate', '--service', 'w'], ['web']],
  ])('offers in bash %s', async (_, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it('knows the same commands and options in every shell', async () => {
    const commands = await offered('');
    const fish = scripts.get('fish')?.split('\n') ?? [];
    for (const command of commands.filter((word) => !word.startsWith('-') && word !== 'help')) {
      expect(scripts.get('zsh')).toContain(`    '${command}:`);
      expect(scripts.get('fish')).toContain(`__fish_use_subcommand -a ${command} `);
      for (const option of (await offered(command, '--')).filter((flag) => flag.startsWith('--'))) {
        expect(scripts.get('zsh')).toContain(`'*${option}[`);
        const line = fish.find(
          (each) => each.includes(`from ${command}'`) && `${each} `.includes(` -l ${option.slice(2)} `),
        );
        expect(line).toBeDefined();
      }
    }
  });

  it('prints the names of the services that policy files are for', async () => {
    const path = cli.write('policies.yaml', FOLLOWING);
    expect(await cli.run('completion', '--services', '--policies', path)).toEqual({
      code: 0,
      out: 'web\n',
      err: '',
    });
  });

  it('refuses another shell, and none', async () => {
    expect((await cli.run('completion', 'tcsh')).code).toBe(2);
    const none = await cli.run('completion');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('Name one of bash, zsh, fish.')]);
  });
});
