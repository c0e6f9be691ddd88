import type { Command } from 'commander';
import { checkPolicyFiles } from '../../config/policy-files.ts';
import type { SettingFlags } from '../../config/settings/gather.ts';
import { requireSettings } from '../../config/settings/require.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { type CommandGrammar, grammarOf } from '../completion/grammar.ts';
import { zshScript } from '../completion/zsh.ts';
import type { CliContext } from '../runtime.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  string,
  (commands: readonly CommandGrammar[]) => string
>;

/** The shells there are scripts for. */
export const SHELLS = Object.keys(SCRIPTS);

/** What `autoscaler completion` may be told. */
export interface CompletionOptions {
  readonly flags: SettingFlags;
  readonly shell: string | undefined;
  /** Print the names of services instead. */
  readonly services: boolean;
}

/** Prints the script with which a shell completes this command line, or the names it asks for. */
export async function completion(
  { terminal }: CliContext,
  program: Command,
  { flags, shell, services }: CompletionOptions,
): Promise<number> {
  if (services) {
    const settings = await requireSettings(flags);
    const { drafts } = await checkPolicyFiles([settings.policies.path]);
    const names = [...new Set(drafts.map(({ service }) => service))];
    terminal.out(names.map((name) => `${name}\n`).join(''));
    return 0;
  }
  const script = Object.entries(SCRIPTS).find(([name]) => name === shell)?.[1];
  if (script === undefined)
    throw new AutoscalerError('E_CONFIG', 'which shell is meant is not said', {
      fix: `Name one of ${SHELLS.join(', ')}.`,
    });
  terminal.out(script(grammarOf(program)));
  return 0;
}
