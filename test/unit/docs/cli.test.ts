import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { SETTINGS, type SettingDefinition } from '../../../src/config/settings/table.ts';

const reference = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');

const program = buildProgram(
  {
    open: () => Promise.reject(new Error('no command is run here')),
    terminal: {
      out: () => undefined,
      err: () => undefined,
      colors: false,
      columns: 80,
      interrupted: new AbortController().signal,
      inputEnded: () => new AbortController().signal,
      user: 'tester',
    },
    schedules: { active: () => [] },
    openHistory: () => Promise.reject(new Error('no Prometheus is needed')),
    argv: [],
  },
  '0.0.0',
  () => undefined,
);

const definitions: readonly SettingDefinition[] = Object.values(SETTINGS);
const settingFlags = new Set(definitions.map(({ flag }) => flag));

function section(command: string): string {
  return reference.split(/^## /m).find((part) => part.startsWith(`${command}\n`)) ?? '';
}

describe('docs/reference/cli.md', () => {
  it.each(program.commands.map((command) => [command.name(), command] as const))(
    'describes %s and each of its options',
    (name, command) => {
      const text = section(name);
      expect(text).not.toBe('');
      const own = command.options.filter((o) => !settingFlags.has(o.long ?? '') && o.long !== '--config');
      for (const option of own) expect(text).toContain(`| \`${option.flags}\` |`);
    },
  );

  it('has no section for a command that does not exist', () => {
    const names = new Set([...program.commands.map((command) => command.name()), 'Settings']);
    const sections = [...reference.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(sections.filter((title) => !names.has(title ?? ''))).toEqual([]);
  });
});
