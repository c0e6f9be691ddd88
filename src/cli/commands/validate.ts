import { checkPolicyFiles } from '../../config/policy-files.ts';
import type { SettingFlags } from '../../config/settings/gather.ts';
import { requireSettings } from '../../config/settings/require.ts';
import { formatError, formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';

/** What `autoscaler validate` may be told. */
export interface ValidateOptions {
  /** Files and directories; empty means the policies directory. */
  readonly files: readonly string[];
  readonly flags: SettingFlags;
  readonly json: boolean;
}

/** Every fault of the policy files at its place. Returns 2 when there is any. */
export async function validate({ terminal }: CliContext, options: ValidateOptions): Promise<number> {
  const files =
    options.files.length > 0 ? options.files : [(await requireSettings(options.flags)).policies.path];
  const { drafts, faults } = await checkPolicyFiles(files);
  if (options.json) {
    const report = faults.map(({ code, at, message, fix }) => ({ code, at, message, fix }));
    terminal.out(formatJson({ valid: faults.length === 0, policies: drafts.length, faults: report }));
  } else {
    for (const fault of faults) terminal.err(formatError(fault));
    const count = `${drafts.length} ${drafts.length === 1 ? 'policy' : 'policies'}`;
    terminal.out(faults.length === 0 ? `${count}, no fault\n` : `${faults.length} faults\n`);
  }
  return faults.length === 0 ? 0 : 2;
}
