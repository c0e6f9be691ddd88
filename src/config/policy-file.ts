import type { Document, YAMLError } from 'yaml';
import { isMap, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import { byPosition, type Fault } from './fault.ts';
import { readPolicy } from './policy-document.ts';
import type { PolicyDraft } from './resolve/policy.ts';
import type { Rule } from './rules/rule.ts';
import { yamlPlaces } from './yaml-places.ts';

/** The largest policy file that is read, in characters. */
export const MAX_FILE_CHARACTERS = 1_000_000;

/** Further syntax errors of a document are mostly consequences of the first ones. */
const MAX_SYNTAX_FAULTS = 5;

/** What one file holds. */
export interface PolicyFile {
  readonly drafts: readonly PolicyDraft[];
  readonly faults: readonly Fault[];
  /** The services of documents that are faulty, as far as they can be read. */
  readonly broken: readonly string[];
}

const FIX_YAML = 'Correct the YAML; indentation is by spaces, and text with special characters needs quotes.';

function syntaxFault(error: YAMLError, file: string): Fault {
  const [where] = error.linePos ?? [];
  const message = error.message.split(/ at line \d+/)[0] ?? error.message;
  return {
    at: `${file}:${where?.line ?? 1}:${where?.col ?? 1}`,
    message: `not YAML: ${message}`,
    fix: FIX_YAML,
  };
}

/** Refuses what plain data cannot hold: a key that is not a single word or number. */
function assertPlainKeys(doc: Document): void {
  visit(doc, {
    Pair(_, { key }) {
      if (!isScalar(key)) throw new Error('a key must be a single word');
    },
  });
}

function toData(doc: Document, at: string): { readonly data: unknown } | { readonly fault: Fault } {
  try {
    assertPlainKeys(doc);
    return { data: doc.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fault: { at, message: `not YAML that can be read: ${message}`, fix: FIX_YAML } };
  }
}

/** What is the same for every document of a file. */
interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly rules: readonly Rule[];
}

function faultsOrDraft(doc: Document, { file, lines, rules }: Reading, isFirst: boolean) {
  const broken = [...doc.errors, ...doc.warnings];
  if (broken.length > 0)
    return { faults: broken.slice(0, MAX_SYNTAX_FAULTS).map((error) => syntaxFault(error, file)) };
  const places = yamlPlaces(file, doc, lines);
  const start = places.value([]);
  const plain = toData(doc, start);
  if ('fault' in plain) return { faults: [plain.fault] };
  if (plain.data === null || plain.data === undefined) return undefined;
  return readPolicy(plain.data, places, isFirst ? file : start.replace(/:\d+$/, ''), rules);
}

function readDocument(doc: Document, reading: Reading, isFirst: boolean): PolicyFile {
  const result = faultsOrDraft(doc, reading, isFirst);
  if (result === undefined) return { drafts: [], faults: [], broken: [] };
  if ('draft' in result) return { drafts: [result.draft], faults: [], broken: [] };
  const service = isMap(doc.contents) ? doc.get('service') : undefined;
  return { drafts: [], faults: result.faults, broken: typeof service === 'string' ? [service] : [] };
}

function documentsOf(text: string, lines: LineCounter): readonly Document[] | string {
  try {
    const docs = parseAllDocuments(text, { lineCounter: lines, logLevel: 'error' });
    return Array.isArray(docs) ? docs : [];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function onlyFault(at: string, message: string, fix: string): PolicyFile {
  return { drafts: [], faults: [{ at, message, fix }], broken: [] };
}

/**
 * Every policy of a file's text and everything wrong with it, by further rules too; `file` is how the places name it.
 * Never throws.
 */
export function parsePolicyFile(text: string, file: string, rules: readonly Rule[] = []): PolicyFile {
  const at = `${file}:1:1`;
  if (text.length > MAX_FILE_CHARACTERS)
    return onlyFault(at, `is over ${MAX_FILE_CHARACTERS} characters long`, 'Split it into several files.');
  const lines = new LineCounter();
  const docs = documentsOf(text, lines);
  if (typeof docs === 'string') return onlyFault(at, `not YAML: ${docs}`, FIX_YAML);
  const parts = docs.map((doc, index) => readDocument(doc, { file, lines, rules }, index === 0));
  const drafts = parts.flatMap((part) => part.drafts);
  const faults = byPosition(parts.flatMap((part) => part.faults));
  if (drafts.length === 0 && faults.length === 0)
    return onlyFault(at, 'holds no policy', 'Write one, or remove the file.');
  return { drafts, faults, broken: parts.flatMap((part) => part.broken) };
}
