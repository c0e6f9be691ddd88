import { type Command, Option } from 'commander';
import type { SettingFlags } from '../config/settings/gather.ts';
import { type FlagKey, SETTINGS, type SettingDefinition } from '../config/settings/table.ts';

/** The options that every command takes: where things are. */
export function withSettings(command: Command): Command {
  const definitions: readonly SettingDefinition[] = Object.values(SETTINGS);
  command.option('--config <file>', 'settings file (environment: AUTOSCALER_CONFIG)');
  for (const { flag, description, env } of definitions)
    if (flag)
      command.addOption(new Option(`${flag} <value>`, `${description} (environment: ${env.join(', ')})`));
  return command.exitOverride();
}

/** The settings among a command's options, by their keys. */
export function flagsOf(options: Readonly<Record<string, unknown>>): SettingFlags {
  const flags: Partial<Record<FlagKey | 'config', string>> = {};
  if (typeof options.config === 'string') flags.config = options.config;
  for (const [key, { flag }] of Object.entries(SETTINGS) as [FlagKey, SettingDefinition][]) {
    const value = flag === undefined ? undefined : options[new Option(flag).attributeName()];
    if (typeof value === 'string') flags[key] = value;
  }
  return flags;
}
