import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineProblem } from './progress.ts';
import { suiteNames } from './suites.ts';

interface SourceEntry {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

function parseOneLine(text: string): SourceEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line.trim());
    if (!match?.[1] || !match[2] || !match[3]) return [];
    return [{ uri: match[1], suites: [match[2]], components: match[3].trim().split(/\s+/) }];
  });
}

function parseDeb822(text: string): SourceEntry[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string[] => {
      const match = new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza);
      return match?.[1]?.trim().split(/\s+/) ?? [];
    };
    if (field('Enabled')[0] === 'no' || !field('Types').includes('deb')) return [];
    return field('URIs').map((uri) => ({ uri, suites: field('Suites'), components: field('Components') }));
  });
}

/** The first archive in the machine's apt sources that serves Debian's main suites, or undefined. */
export function findArchive(files: readonly { name: string; text: string }[]): string | undefined {
  const known: readonly string[] = [...suiteNames, 'forky', 'oldstable', 'stable', 'testing', 'unstable'];
  const entries = files.flatMap(({ name, text }) =>
    name.endsWith('.sources') ? parseDeb822(text) : name.endsWith('.list') ? parseOneLine(text) : [],
  );
  const main = entries.find(
    (entry) => entry.components.includes('main') && entry.suites.some((suite) => known.includes(suite)),
  );
  return main?.uri.replace(/\/+$/, '');
}

function readSources(): { name: string; text: string }[] {
  const folder = '/etc/apt/sources.list.d';
  const read = (path: string) => ({ name: path, text: readFileSync(path, 'utf8') });
  const listed = readdirSync(folder).map((name) => read(join(folder, name)));
  try {
    return [read('/etc/apt/sources.list'), ...listed];
  } catch {
    return listed;
  }
}

/** The URI of the Debian archive this machine is set up to use. */
export function debianArchive(): string {
  const uri = findArchive(readSources());
  if (!uri)
    throw new EngineProblem('no Debian archive with the component main in the apt sources of this machine');
  return uri;
}
