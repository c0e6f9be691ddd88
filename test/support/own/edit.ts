import { parse } from 'yaml';

/** Lines to write into one file, as `init --json` tells them. */
export interface PrintedLines {
  readonly file: string;
  readonly where: string;
  readonly lines: readonly string[];
  readonly insteadOf?: string;
}

interface Edit {
  /** Index of the line before which, or in place of which, the lines stand. */
  readonly at: number;
  readonly replaces: boolean;
  readonly lines: readonly string[];
}

/** The user's balancer configuration with the lines in the places that were told. Throws when one is not found. */
export function withLines(text: string, printed: readonly PrintedLines[]): string {
  const lines = text.split('\n');
  const edits = printed.map((each) => editOf(lines, each)).sort((a, b) => b.at - a.at);
  for (const { at, replaces, lines: added } of edits) lines.splice(at, replaces ? 1 : 0, ...added);
  return lines.join('\n');
}

function editOf(text: readonly string[], { where, lines, insteadOf }: PrintedLines): Edit {
  const number = Number(/^(?:beside )?line (\d+)$/.exec(where)?.[1]);
  if (insteadOf !== undefined) {
    const line = text[number - 1] ?? '';
    if (!line.includes(insteadOf)) throw new Error(`${where} is not ${insteadOf}, but ${line}`);
    return { at: number - 1, replaces: true, lines: [line.replace(insteadOf, lines.join('\n'))] };
  }
  if (where.startsWith('beside line')) return { at: number, replaces: false, lines };
  if (where.startsWith('at the top')) return { at: 0, replaces: false, lines };
  const section = /^in (.+?)(, behind .*)?$/.exec(where);
  const head = text.findIndex((line) => new RegExp(`^\\s*${section?.[1]}\\s*\\{?\\s*$`).test(line));
  if (head < 0) throw new Error(`there is no ${where}`);
  if (section?.[2] === undefined) return { at: head + 1, replaces: false, lines };
  const end = text.findIndex((line, index) => index > head && /^\S/.test(line));
  return { at: end, replaces: false, lines };
}

/** A Compose file as an object. */
export interface ComposeFile {
  readonly services: Record<string, Record<string, unknown>>;
  readonly volumes?: Record<string, unknown>;
  readonly networks?: Record<string, unknown>;
}

/** The Compose file with the lines in it, but for the autoscaler itself: the tests run that on this machine. */
export function withComposeLines(file: ComposeFile, printed: readonly PrintedLines[]): ComposeFile {
  const services = structuredClone(file.services);
  const volumes = { ...file.volumes };
  for (const { where, lines } of printed) {
    const text = lines.join('\n');
    const [, service, key] = /^services\.([^.]+)(?:\.(\w+))?$/.exec(where) ?? [];
    const target = services[service ?? ''];
    if (where.startsWith('volumes')) Object.assign(volumes, parse(text));
    else if (target !== undefined && key === undefined) Object.assign(target, parse(text));
    else if (target !== undefined && key !== undefined)
      target[key] = [...listIn(target[key]), ...parse(text)];
    else if (where !== 'services') throw new Error(`there is no ${where}`);
  }
  return { ...file, services, volumes };
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
