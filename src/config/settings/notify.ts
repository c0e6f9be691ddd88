import { NOTICE_FIELDS, type NoticeKind, noticeKinds, URGENT_NOTICES } from '../../core/notice.ts';
import { nearest } from '../nearest.ts';
import { readSettingFile, type SettingReport } from './read-file.ts';
import type { SettingValues } from './schema.ts';
import { Secret } from './secret.ts';
import type { NotifySettings } from './settings.ts';

const PLACEHOLDER = /\{\{([^}]*)\}\}/g;

/** Where notices go, its files read; undefined without an address. */
export async function notifySettings(
  values: SettingValues,
  report: SettingReport,
): Promise<NotifySettings | undefined> {
  const url = await urlOf(values, report);
  const secret = (await readSettingFile(values, 'notify.secretFile', report))?.trim();
  const template = await templateOf(values, report);
  const kinds = kindsOf(values, report);
  if (secret === '') report('notify.secretFile', 'holds nothing', 'Write the secret into it.');
  if (url === undefined) return undefined;
  return {
    url,
    kinds,
    ...(secret && { secret: new Secret(secret) }),
    ...(template !== undefined && { template }),
  };
}

async function urlOf(values: SettingValues, report: SettingReport): Promise<Secret | undefined> {
  const fromFile = (await readSettingFile(values, 'notify.urlFile', report))?.trim();
  const direct = values['notify.url']?.reveal();
  if (direct !== undefined && fromFile !== undefined)
    report('notify.url', 'is given both directly and as a file', 'Keep one of them.');
  const text = direct ?? fromFile;
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const isGood = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isGood)
    report(
      direct === undefined ? 'notify.urlFile' : 'notify.url',
      'must be an http:// or https:// address without user name',
    );
  return new Secret(text);
}

async function templateOf(values: SettingValues, report: SettingReport): Promise<unknown> {
  const text = await readSettingFile(values, 'notify.templateFile', report);
  if (text === undefined) return undefined;
  for (const [, name = ''] of text.matchAll(PLACEHOLDER)) {
    if (NOTICE_FIELDS.includes(name.trim())) continue;
    const meant = nearest(name.trim(), NOTICE_FIELDS);
    const hint =
      meant === undefined ? `There are: ${NOTICE_FIELDS.join(', ')}.` : `Did you mean {{${meant}}}?`;
    report('notify.templateFile', `has {{${name}}}, which is no field`, hint);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report(
      'notify.templateFile',
      `is not JSON: ${why}`,
      'Put placeholders into texts: {"text": "{{message}}"}.',
    );
    return undefined;
  }
}

function kindsOf(values: SettingValues, report: SettingReport): readonly NoticeKind[] {
  const all = noticeKinds();
  const names = values['notify.events']?.split(',').map((name) => name.trim());
  if (names === undefined) return URGENT_NOTICES;
  if (names.includes('all')) return all;
  return names.flatMap((name) => {
    const kind = all.find((each) => each === name);
    if (kind !== undefined) return [kind];
    const meant = nearest(name, all);
    const hint = meant === undefined ? `There are: ${all.join(', ')}, and all.` : `Did you mean ${meant}?`;
    report('notify.events', `names ${name}, which is no kind of notification`, hint);
    return [];
  });
}
