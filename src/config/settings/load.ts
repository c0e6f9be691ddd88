import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AutoscalerError } from '../../core/errors.ts';
import { configError, type Fault } from '../fault.ts';
import { shown } from '../places.ts';
import { type Environment, type Gathered, gatherSettings, type SettingFlags } from './gather.ts';
import { notifySettings } from './notify.ts';
import { prometheusSettings } from './prometheus.ts';
import type { SettingReport } from './read-file.ts';
import { type SettingValues, settingsSchema } from './schema.ts';
import type { Settings } from './settings.ts';
import { SETTINGS, type SettingDefinition } from './table.ts';
import { apiTokens } from './tokens.ts';

/** The settings, or everything that is wrong with them. */
export type SettingsResult =
  | { readonly settings: Settings }
  | { readonly faults: readonly AutoscalerError[] };

function isSecret(key: string): boolean {
  const all: Readonly<Record<string, SettingDefinition>> = SETTINGS;
  return all[key]?.isSecret === true;
}

/** A given value as a message may show it: no secret, no credentials of an address. */
function safely(key: string, value: unknown): string {
  if (isSecret(key)) return '';
  return `, not ${shown(typeof value === 'string' ? value.replace(/\/\/[^/]*@/, '//…@') : value)}`;
}

function home(env: Environment): string {
  return env.HOME || homedir();
}

function dockerSettings(values: SettingValues, env: Environment): Settings['docker'] {
  const { 'docker.host': host, 'docker.certPath': certPath, 'docker.tlsVerify': tlsVerify } = values;
  const hasTls = tlsVerify ?? certPath !== undefined;
  if (!hasTls || host.startsWith('unix:')) return { host };
  return { host, tlsDir: certPath ?? join(home(env), '.docker') };
}

function stateDir(values: SettingValues, env: Environment): string {
  if (values.stateDir !== undefined) return values.stateDir;
  const base = env.XDG_STATE_HOME || join(home(env), '.local', 'state');
  return join(base, 'compose-autoscaler');
}

function valueFaults(gathered: Gathered) {
  const parsed = settingsSchema.safeParse(
    Object.fromEntries([...gathered.given].map(([key, { value }]) => [key, value])),
  );
  if (parsed.success) return { values: parsed.data, faults: [] };
  const faults = parsed.error.issues.map((issue): Fault => {
    const key = String(issue.path[0]);
    const given = gathered.given.get(key);
    return { at: given?.at ?? key, message: `"${key}" ${issue.message}${safely(key, given?.value)}` };
  });
  return { faults };
}

/** Reads the settings from flags, the environment and the settings file: all faults at once. */
export async function loadSettings(
  flags: SettingFlags,
  env: Environment = process.env,
): Promise<SettingsResult> {
  const gathered = await gatherSettings(flags, env);
  const { values, faults: ofValues } = valueFaults(gathered);
  const faults: Fault[] = [...gathered.faults, ...ofValues];
  const report: SettingReport = (key, message, fix) => {
    const at = gathered.given.get(key)?.at ?? key;
    faults.push({ at, message: `"${key}" ${message}`, ...(fix !== undefined && { fix }) });
  };
  const prometheus = values && (await prometheusSettings(values, report));
  const tokens = values && (await apiTokens(values, report));
  const notify = values && (await notifySettings(values, report));
  if (values === undefined || tokens === undefined || faults.length > 0)
    return { faults: faults.map(configError) };
  return {
    settings: {
      policies: { path: values.policies, isRequired: gathered.given.get('policies')?.at !== '' },
      intervalMs: values.interval,
      stateDir: stateDir(values, env),
      ...(values.listen && { listen: values.listen }),
      tokens,
      ...(notify && { notify }),
      log: { level: values['log.level'], format: values['log.format'] },
      docker: dockerSettings(values, env),
      ...(prometheus && { prometheus }),
    },
  };
}
