import { readSettingFile, type SettingReport } from './read-file.ts';
import type { SettingValues } from './schema.ts';
import { Secret } from './secret.ts';
import type { ApiToken } from './settings.ts';

const LINE = /^(?:(?<name>[A-Za-z0-9][A-Za-z0-9._@-]{0,63})\s+)?(?<text>\S{16,})$/;

/** The tokens of the API, their files read. Reports what is wrong, but never a token. */
export async function apiTokens(values: SettingValues, report: SettingReport): Promise<readonly ApiToken[]> {
  return [...(await tokensOf(values, 'read', report)), ...(await tokensOf(values, 'change', report))];
}

async function tokensOf(
  values: SettingValues,
  right: ApiToken['right'],
  report: SettingReport,
): Promise<readonly ApiToken[]> {
  const direct = values[`api.${right}Token`];
  const own = direct ? [{ name: right, text: direct, right }] : [];
  return [...own, ...(await readTokens(values, right, report))];
}

async function readTokens(
  values: SettingValues,
  right: ApiToken['right'],
  report: SettingReport,
): Promise<readonly ApiToken[]> {
  const key = `api.${right}TokenFile` as const;
  const path = values[key];
  const text = await readSettingFile(values, key, report);
  if (text === undefined) return [];
  const lines = text.split('\n').map((line) => line.trim());
  const tokens = lines.flatMap((line, index): readonly ApiToken[] => {
    if (line === '' || line.startsWith('#')) return [];
    const { name = right, text: token } = LINE.exec(line)?.groups ?? {};
    if (token !== undefined) return [{ name, text: new Secret(token), right }];
    report(
      key,
      `${path}:${index + 1} is no token`,
      'Write a name and at least 16 characters without spaces, or these alone.',
    );
    return [];
  });
  if (tokens.length === 0) report(key, `${path} holds no token`, 'Write one, or remove the setting.');
  return tokens;
}
