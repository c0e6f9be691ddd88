import { readFile } from 'node:fs/promises';
import { ioMessage } from '../policy-listing.ts';
import type { SettingValues } from './schema.ts';
import type { SettingKey } from './table.ts';

/** Reports a fault of one setting. */
export type SettingReport = (key: SettingKey, message: string, fix?: string) => void;

/** The text of the file that a setting names; undefined without one, or where it cannot be read, which is reported. */
export async function readSettingFile(
  values: SettingValues,
  key: Extract<SettingKey, `${string}File`>,
  report: SettingReport,
): Promise<string | undefined> {
  const path = values[key];
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    report(key, `${path} ${ioMessage(error)}`);
    return undefined;
  }
}
