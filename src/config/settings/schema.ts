import { z } from 'zod';
import { duration, matching, text } from '../schema/scalars.ts';
import { Secret } from './secret.ts';
import type { SettingKey } from './table.ts';

const LISTEN = 'must be host:port with a port from 0 to 65535, or off';
const HEADERS = 'must be Name=value pairs separated by commas';
const HTTP_URL = 'must be an http:// or https:// address without query or fragment';

const filled = text('must be text').min(1, { error: 'must not be empty' });
const secret = filled.transform((value) => new Secret(value));

const TOKEN = 'must be at least 16 characters, without spaces';
const token = matching(/^\S{16,}$/, TOKEN).transform((value) => new Secret(value));

/** Where a server listens; undefined when it does not. */
const listen = matching(/^(?:off|.+:\d{1,5})$/, LISTEN).transform((value, context) => {
  if (value === 'off') return undefined;
  const colon = value.lastIndexOf(':');
  const port = Number(value.slice(colon + 1));
  const host = value.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  if (port <= 65_535) return { host, port };
  context.addIssue({ code: 'custom', message: LISTEN, input: value });
  return z.NEVER;
});

const httpUrl = text(HTTP_URL).transform((value, context): URL => {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return url;
  context.addIssue({ code: 'custom', message: HTTP_URL, input: value });
  return z.NEVER;
});

const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const headers = z
  .union([text(HEADERS), z.record(z.string(), z.string())], { error: HEADERS })
  .transform((value, context): Readonly<Record<string, Secret>> => {
    const pairs =
      typeof value === 'string'
        ? value
            .split(',')
            .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1), pair])
        : Object.entries(value);
    const isGood = pairs.every(
      ([name = '', content = '', pair = '=']) =>
        HEADER.test(name.trim()) && pair.includes('=') && !/[\r\n\0]/.test(content),
    );
    if (isGood)
      return Object.fromEntries(pairs.map(([name = '', content = '']) => [name.trim(), new Secret(content)]));
    context.addIssue({ code: 'custom', message: HEADERS, input: value });
    return z.NEVER;
  });

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1');

/** What the text of each setting is read as. */
export const settingsSchema = z.object({
  policies: filled,
  interval: duration(100),
  stateDir: filled.optional(),
  listen,
  'api.readToken': token.optional(),
  'api.readTokenFile': filled.optional(),
  'api.changeToken': token.optional(),
  'api.changeTokenFile': filled.optional(),
  'notify.url': secret.optional(),
  'notify.urlFile': filled.optional(),
  'notify.secretFile': filled.optional(),
  'notify.templateFile': filled.optional(),
  'notify.events': filled.optional(),
  'log.level': z.enum(['debug', 'info', 'warn', 'error', 'silent'], {
    error: 'must be debug, info, warn, error or silent',
  }),
  'log.format': z.enum(['auto', 'json', 'pretty'], { error: 'must be auto, json or pretty' }),
  'docker.host': matching(
    /^(?:unix|tcp|http|https):\/\/\S+$/,
    'must begin with unix://, tcp://, http:// or https://',
  ),
  'docker.certPath': filled.optional(),
  'docker.tlsVerify': flag.optional(),
  'prometheus.url': httpUrl.optional(),
  'prometheus.timeout': duration(1),
  'prometheus.username': filled.optional(),
  'prometheus.password': secret.optional(),
  'prometheus.passwordFile': filled.optional(),
  'prometheus.token': secret.optional(),
  'prometheus.tokenFile': filled.optional(),
  'prometheus.caFile': filled.optional(),
  'prometheus.certFile': filled.optional(),
  'prometheus.keyFile': filled.optional(),
  'prometheus.headers': headers.optional(),
} satisfies Record<SettingKey, z.ZodType>);

/** The settings as read, by key. */
export type SettingValues = z.output<typeof settingsSchema>;
