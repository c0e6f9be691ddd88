import type { SetupLines, SurveyedService } from '../../../core/setup.ts';
import { mountOf } from '../../../core/setup-mounts.ts';
import { type Directive, walk } from './directives.ts';

/** The first version that knows `keepalive_min_timeout`. */
const HAS_MIN_TIMEOUT = [1, 27, 4] as const;

/** Whether the file is one of the user's, rather than one of the image. */
export function isOwn(balancer: SurveyedService, file: string): boolean {
  return mountOf(balancer, file)?.kind === 'bind';
}

/** The file of the first `server`. */
export function serverFile(tree: readonly Directive[]): string | undefined {
  return [...walk(tree)].find(({ directive }) => directive.name === 'server' && directive.block)?.directive
    .file;
}

/** What keeps a reload, which every change is, from losing requests: the lines that are missing. */
export function reloadLines(
  balancer: SurveyedService,
  tree: readonly Directive[],
  version: string,
): readonly SetupLines[] {
  const main = tree.find(({ name }) => name === 'http')?.file;
  if (main === undefined) return [];
  const hasOwnMain = isOwn(balancer, main);
  const all = [...walk(tree)].map(({ directive }) => directive);
  const end: SetupLines = {
    file: main,
    where: 'at the top, outside of http',
    lines: ['worker_shutdown_timeout 60s;'],
    why: 'after a reload old workers end within this time; keep it above drain.timeout',
  };
  // It cannot stand in http, which is where other files of the user are included.
  const needsEnd = hasOwnMain && !all.some(({ name }) => name === 'worker_shutdown_timeout');
  const place = hasOwnMain
    ? { file: main, where: 'in http' }
    : { file: serverFile(tree) ?? main, where: 'in server' };
  return [...(needsEnd ? [end] : []), ...keepAliveLines(balancer, all, version, place)];
}

function keepAliveLines(
  balancer: SurveyedService,
  all: readonly Directive[],
  version: string,
  place: Pick<SetupLines, 'file' | 'where'>,
): readonly SetupLines[] {
  const own = all.filter(({ name, file }) => name === 'keepalive_timeout' && isOwn(balancer, file));
  const isZero = own.some(({ args }) => /^0+(ms|s)?$/.test(args[0] ?? ''));
  if (isZero || all.some(({ name }) => name === 'keepalive_min_timeout')) return [];
  if (knowsMinTimeout(version)) {
    const why = 'a reload closes no idle connection on which a request may just be coming';
    return [{ ...place, lines: ['keepalive_min_timeout 10s;'], why }];
  }
  const why = `nginx ${version} closes idle connections at a reload, and a few requests with them; from 1.27.4 on keepalive_min_timeout 10s does instead`;
  const lines = ['keepalive_timeout 0;'];
  if (own.length === 0) return [{ ...place, lines, why }];
  return own.map(({ file, line, args }) => {
    const insteadOf = `keepalive_timeout ${args.join(' ')};`;
    return { file, where: `line ${line}`, lines, insteadOf, why };
  });
}

function knowsMinTimeout(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [a, b, c] = HAS_MIN_TIMEOUT;
  return major > a || (major === a && (minor > b || (minor === b && patch >= c)));
}
