import { readFile } from 'node:fs/promises';
import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Fault } from '../fault.ts';
import { nearest } from '../nearest.ts';
import { keysOf, type Path, type Places, valueAt } from '../places.ts';
import { ioMessage } from '../policy-listing.ts';
import { yamlPlaces } from '../yaml-places.ts';
import { SETTING_KEYS } from './table.ts';

/** A setting's text (or, for headers, mapping) and where it was given. */
export interface Given {
  readonly value: unknown;
  readonly at: string;
}

/** What a settings file gives. */
export interface SettingsFile {
  readonly given: ReadonlyMap<string, Given>;
  readonly faults: readonly Fault[];
}

const MAPPINGS: ReadonlySet<string> = new Set(['prometheus.headers']);

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function flatten(data: unknown, places: Places): SettingsFile {
  const given = new Map<string, Given>();
  const faults: Fault[] = [];
  const visit = (path: Path) => {
    for (const key of keysOf(valueAt(data, path))) {
      const here = [...path, key];
      const dotted = here.join('.');
      const value = valueAt(data, here);
      const isParent = SETTING_KEYS.some((known) => known.startsWith(`${dotted}.`));
      if (SETTING_KEYS.includes(dotted) && value !== null)
        given.set(dotted, { value: isScalar(value) ? String(value) : value, at: places.value(here) });
      else if (isParent && typeof value === 'object') visit(here);
      else if (!SETTING_KEYS.includes(dotted) && !MAPPINGS.has(path.join('.'))) {
        const meant = nearest(dotted, SETTING_KEYS);
        const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
        faults.push({ at: places.key(here), message: `unknown setting "${dotted}"${hint}` });
      }
    }
  };
  visit([]);
  return { given, faults };
}

/** Reads a settings file's text. */
export function parseSettingsFile(text: string, file: string): SettingsFile {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines });
  const faults = doc.errors.map(({ message, linePos }) => ({
    at: `${file}:${linePos?.[0].line ?? 1}:${linePos?.[0].col ?? 1}`,
    message: `not YAML: ${message.split(/ at line \d+/)[0]}`,
  }));
  if (faults.length > 0 || doc.contents === null) return { given: new Map(), faults };
  if (!isMap(doc.contents))
    return { given: new Map(), faults: [{ at: `${file}:1:1`, message: 'the settings must be a mapping' }] };
  return flatten(doc.toJS({ maxAliasCount: 100 }), yamlPlaces(file, doc, lines));
}

/** Reads a settings file; a missing one gives nothing unless `isRequired`. */
export async function readSettingsFile(file: string, isRequired: boolean): Promise<SettingsFile> {
  try {
    return parseSettingsFile(await readFile(file, 'utf8'), file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !isRequired) return { given: new Map(), faults: [] };
    return { given: new Map(), faults: [{ at: file, message: `the settings file ${ioMessage(error)}` }] };
  }
}
