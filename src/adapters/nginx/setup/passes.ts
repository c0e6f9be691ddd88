import type { SurveyedService } from '../../../core/setup.ts';
import { type Directive, walk } from './directives.ts';

/** A `proxy_pass` that was understood. */
export interface Pass {
  readonly directive: Directive;
  /** The `server`, `location` and other blocks around it, the innermost last. */
  readonly around: readonly Directive[];
  readonly scheme: string;
  /** The host or upstream, with simple variables filled in. */
  readonly host: string;
  readonly port?: number;
  /** What follows: empty, or a path. */
  readonly uri: string;
  /** Whether host and port are written in a variable. */
  readonly isVariable: boolean;
}

/** An `upstream` of the user's. */
export interface Upstream {
  readonly name: string;
  readonly directive: Directive;
  readonly servers: readonly { readonly host: string; readonly port?: number }[];
}

/** Every `proxy_pass` whose address can be read. */
export function passesOf(tree: readonly Directive[]): readonly Pass[] {
  return [...walk(tree)].flatMap(({ directive, around }): Pass[] => {
    if (directive.name !== 'proxy_pass') return [];
    const [given = ''] = directive.args;
    const address = given.replace(/\$\{?(\w+)\}?/g, (text, name) => settingOf(name, around) ?? text);
    const match = /^(https?):\/\/([A-Za-z0-9_.-]+)(?::(\d{1,5}))?(\/.*)?$/.exec(address);
    const [, scheme = '', host, port, uri = ''] = match ?? [];
    if (host === undefined) return [];
    const isVariable = given !== address;
    return [
      {
        directive,
        around,
        scheme,
        host,
        uri,
        isVariable,
        ...(port === undefined ? {} : { port: Number(port) }),
      },
    ];
  });
}

/** What a `set` in one of these blocks gives the variable. */
function settingOf(variable: string, around: readonly Directive[]): string | undefined {
  for (const block of around.toReversed()) {
    const set = block.block?.find(({ name, args }) => name === 'set' && args[0] === `$${variable}`);
    if (set !== undefined) return set.args[1];
  }
  return undefined;
}

/** Every `upstream`. */
export function upstreamsOf(tree: readonly Directive[]): readonly Upstream[] {
  return [...walk(tree)].flatMap(({ directive }): Upstream[] => {
    const [name] = directive.args;
    if (directive.name !== 'upstream' || name === undefined || directive.block === undefined) return [];
    const servers = directive.block.flatMap(({ name: word, args }) => {
      const match = word === 'server' ? /^([A-Za-z0-9_.-]+)(?::(\d{1,5}))?$/.exec(args[0] ?? '') : null;
      const port = match?.[2];
      return match?.[1] === undefined
        ? []
        : [{ host: match[1], ...(port === undefined ? {} : { port: Number(port) }) }];
    });
    return [{ name, directive, servers }];
  });
}

/** Whether a host name means the service. */
export function means(service: Pick<SurveyedService, 'hostNames' | 'replicas'>, host: string): boolean {
  return service.hostNames.includes(host) || service.replicas.some(({ name }) => name === host);
}
