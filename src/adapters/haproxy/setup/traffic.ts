import { ALGORITHMS, TRAFFIC_DEFAULTS, type Traffic } from '../../../core/balancing.ts';
import { settingOf } from './routes.ts';
import type { Section } from './sections.ts';

/** What a policy takes as a path. */
const POLICY_PATH = /^\/[a-zA-Z0-9._~/?=&%+,:@-]{0,500}$/;
/** What a policy takes as a cookie. */
const POLICY_COOKIE = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** How the user's own backend carries requests, as far as a policy can say it. */
export function trafficOf(sections: readonly Section[], section: Section): Traffic {
  const balance = settingOf(sections, section, 'balance')?.[1]?.replace(/\(.*/, '');
  const cookie = settingOf(sections, section, 'cookie');
  const path = checkPathOf(section);
  const responseMs = millisecondsIn(settingOf(sections, section, 'timeout', 'server')?.[2]);
  const { check, timeouts, ...defaults } = TRAFFIC_DEFAULTS;
  const isSticky = cookie?.includes('insert') === true && POLICY_COOKIE.test(cookie[1] ?? '');
  return {
    ...defaults,
    algorithm: ALGORITHMS.find((one) => one === balance) ?? 'roundrobin',
    check: { ...check, ...(path === undefined ? {} : { path }) },
    timeouts: { ...timeouts, ...(responseMs === undefined ? {} : { responseMs }) },
    ...(isSticky ? { sticky: { cookie: cookie[1] ?? '' } } : {}),
  };
}

function checkPathOf(section: Section): string | undefined {
  const lines = section.lines.map(({ words }) => words);
  const option = lines.find(([a, b]) => a === 'option' && b === 'httpchk');
  const send = lines.find(([a, b]) => a === 'http-check' && b === 'send');
  const sent = send?.includes('uri') === true ? send[send.indexOf('uri') + 1] : undefined;
  const uri = sent ?? option?.slice(2).find((word) => word.startsWith('/'));
  return option !== undefined && uri !== undefined && POLICY_PATH.test(uri) ? uri : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** HAProxy takes a time without a unit as milliseconds. */
function millisecondsIn(time: string | undefined): number | undefined {
  const [, count, unit = 'ms'] = /^(\d+)(ms|s|m|h|d)?$/.exec(time ?? '') ?? [];
  const ms = count === undefined ? 0 : Number(count) * (UNITS[unit] ?? 1);
  return ms >= 1 && ms <= 7 * 86_400_000 ? ms : undefined;
}
