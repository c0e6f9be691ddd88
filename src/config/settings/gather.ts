import type { Fault } from '../fault.ts';
import { editDistance } from '../nearest.ts';
import { type Given, readSettingsFile } from './settings-file.ts';
import { type FlagKey, SETTING_KEYS, SETTINGS, type SettingDefinition } from './table.ts';

/** The environment, by variable name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that were given, by the key of their setting, and `config`: the settings file. */
export type SettingFlags = Readonly<Partial<Record<FlagKey | 'config', string>>>;

/** Where the settings file is looked for when nobody names one. */
export const DEFAULT_SETTINGS_FILE = 'autoscaler.yaml';
/** The variable that names the settings file. */
export const CONFIG_VARIABLE = 'AUTOSCALER_CONFIG';

/** What was given for every setting; `at` is empty for a default. */
export interface Gathered {
  readonly given: ReadonlyMap<string, Given>;
  readonly faults: readonly Fault[];
}

function definition(key: string): SettingDefinition {
  const all: Readonly<Record<string, SettingDefinition>> = SETTINGS;
  return all[key] ?? { env: [], description: '' };
}

function misspelt(env: Environment): readonly Fault[] {
  const known = [CONFIG_VARIABLE, ...SETTING_KEYS.flatMap((key) => definition(key).env)];
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith('AUTOSCALER_') || known.includes(name)) return [];
    const meant = known.find((other) => editDistance(name, other) <= 2);
    return meant === undefined
      ? []
      : [{ at: `environment variable ${name}`, message: `unknown; did you mean ${meant}?` }];
  });
}

/** Collects the settings: flags, then environment, then the settings file, then defaults. */
export async function gatherSettings(flags: SettingFlags, env: Environment): Promise<Gathered> {
  const named = flags.config || env[CONFIG_VARIABLE];
  const file = await readSettingsFile(named || DEFAULT_SETTINGS_FILE, Boolean(named));
  const byFlag: Readonly<Record<string, string | undefined>> = flags;
  const given = new Map<string, Given>();
  for (const key of SETTING_KEYS) {
    const { flag = '', env: variables, default: fallback } = definition(key);
    const variable = variables.find((name) => env[name]);
    const fromFlag = byFlag[key];
    const fromFile = file.given.get(key);
    if (fromFlag !== undefined) given.set(key, { value: fromFlag, at: flag });
    else if (variable !== undefined)
      given.set(key, { value: env[variable], at: `environment variable ${variable}` });
    else if (fromFile !== undefined) given.set(key, fromFile);
    else if (fallback !== undefined) given.set(key, { value: fallback, at: '' });
  }
  return { given, faults: [...file.faults, ...misspelt(env)] };
}
