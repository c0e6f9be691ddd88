import { SETTINGS, type SettingDefinition } from '../config/settings/table.ts';

/** The options that say where things are on this machine: every setting, and the settings file. */
const FLAGS: ReadonlySet<string> = new Set([
  '--config',
  ...Object.values(SETTINGS).flatMap(({ flag }: SettingDefinition) => flag ?? []),
]);

/** The arguments without the settings, which mean this machine and not the one where the command is to run. */
export function stripSettings(argv: readonly string[]): readonly string[] {
  const [argument, ...rest] = argv;
  if (argument === undefined || argument === '--') return argv;
  if (FLAGS.has(argument)) return stripSettings(rest.slice(1));
  const [name = ''] = argument.split('=', 1);
  return FLAGS.has(name) ? stripSettings(rest) : [argument, ...stripSettings(rest)];
}
