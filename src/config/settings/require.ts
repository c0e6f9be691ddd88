import { AutoscalerError } from '../../core/errors.ts';
import type { SettingFlags } from './gather.ts';
import { loadSettings } from './load.ts';
import type { Settings } from './settings.ts';

/** The settings. Throws one `E_CONFIG` that names every fault. */
export async function requireSettings(flags: SettingFlags): Promise<Settings> {
  const result = await loadSettings(flags);
  if ('settings' in result) return result.settings;
  const [first, ...rest] = result.faults;
  if (first !== undefined && rest.length === 0) throw first;
  const lines = result.faults.map((fault) => fault.message).join('\n  ');
  throw new AutoscalerError('E_CONFIG', `${result.faults.length} settings are wrong:\n  ${lines}`);
}
