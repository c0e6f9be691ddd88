import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';

/** HAProxy's own alphabet for proxy and server names; nothing in it needs quoting anywhere. */
const NAME = /^[A-Za-z0-9_.:-]{1,100}$/;
/** An absolute path without control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTAINER_PATH = /^\/[^\u0000-\u001f\u007f]{0,500}$/;

/** The text itself. Throws `E_BALANCER_UNSUPPORTED` unless the whole of it is made of harmless characters. */
export function safeText(what: string, text: string, harmless: RegExp, fix: string): string {
  if (harmless.test(text)) return text;
  const shown = JSON.stringify(text.slice(0, 120));
  throw new AutoscalerError('E_BALANCER_UNSUPPORTED', `HAProxy cannot carry ${what} ${shown}`, {
    fix: `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`,
    ...(what.startsWith('balancer.') ? { at: what } : {}),
  });
}

/** A path inside the balancer's container, normalised. Throws `E_BALANCER_UNSUPPORTED` unless it is absolute and printable. */
export function safePath(what: string, path: string): string {
  safeText(what, path, CONTAINER_PATH, 'give an absolute path without control characters');
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** A name of HAProxy's own alphabet. Throws `E_BALANCER_UNSUPPORTED`. */
export function safeName(what: string, name: string, fix: string): string {
  return safeText(what, name, NAME, `${fix}: only letters, digits and _ . : - are possible`);
}
