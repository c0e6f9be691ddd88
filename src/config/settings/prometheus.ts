import { readSettingFile, type SettingReport } from './read-file.ts';
import type { SettingValues } from './schema.ts';
import { Secret } from './secret.ts';
import type { PrometheusSettings } from './settings.ts';

async function secretOf(
  values: SettingValues,
  key: 'prometheus.password' | 'prometheus.token',
  report: SettingReport,
): Promise<Secret | undefined> {
  const text = await readSettingFile(values, `${key}File`, report);
  const direct = values[key];
  if (direct !== undefined && values[`${key}File`] !== undefined)
    report(key, `is given both directly and as a file`, 'Keep one of them.');
  return direct ?? (text === undefined ? undefined : new Secret(text.trim()));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function authOf(
  values: SettingValues,
  url: URL,
  report: SettingReport,
): Promise<PrometheusSettings['auth']> {
  const fromUrl = url.password === '' ? undefined : new Secret(decoded(url.password));
  const username = values['prometheus.username'] ?? decoded(url.username);
  const password = (await secretOf(values, 'prometheus.password', report)) ?? fromUrl;
  const token = await secretOf(values, 'prometheus.token', report);
  if (token !== undefined && (username !== '' || password !== undefined))
    report('prometheus.token', 'cannot go together with a user name or password', 'Keep one of them.');
  if (token !== undefined) return { kind: 'bearer', token };
  if (username === '' && password === undefined) return { kind: 'none' };
  if (username === '')
    report('prometheus.password', 'has no user name to go with', 'Add prometheus.username.');
  return { kind: 'basic', username, password: password ?? new Secret('') };
}

function bare(url: URL): string {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  return copy.href.replace(/\/+$/, '');
}

/** How Prometheus is reached, its files read; undefined without an address. */
export async function prometheusSettings(
  values: SettingValues,
  report: SettingReport,
): Promise<PrometheusSettings | undefined> {
  const url = values['prometheus.url'];
  if (url === undefined) return undefined;
  const ca = await readSettingFile(values, 'prometheus.caFile', report);
  const cert = await readSettingFile(values, 'prometheus.certFile', report);
  const key = await readSettingFile(values, 'prometheus.keyFile', report);
  const hasCert = values['prometheus.certFile'] !== undefined;
  const hasKey = values['prometheus.keyFile'] !== undefined;
  if (hasCert && !hasKey) report('prometheus.certFile', 'has no key to go with', 'Add prometheus.keyFile.');
  if (hasKey && !hasCert)
    report('prometheus.keyFile', 'has no certificate to go with', 'Add prometheus.certFile.');
  return {
    url: bare(url),
    timeoutMs: values['prometheus.timeout'],
    auth: await authOf(values, url, report),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { client: { cert, key: new Secret(key) } }),
    headers: values['prometheus.headers'] ?? {},
  };
}
