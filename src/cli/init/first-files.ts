import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { checkPolicyFiles } from '../../config/policy-files.ts';
import type { BalancerSetup, Survey } from '../../core/setup.ts';
import type { NewFile } from './new-files.ts';
import type { Proposal } from './proposal.ts';

/** Where the policy of a service is, or is to be. */
export interface PolicyPlace {
  readonly path: string;
  /** Whether another file of the directory holds it already. */
  readonly isElsewhere: boolean;
}

/** The places of policies by service: of two policies for one service the second would be a fault. */
export async function policyPlaces(
  proposals: readonly Proposal[],
  out: string,
): Promise<ReadonlyMap<string, PolicyPlace>> {
  const { drafts } = existsSync(out) ? await checkPolicyFiles([out]) : { drafts: [] };
  return new Map(
    proposals.map(({ service: { ref } }) => {
      const usual = join(out, `${ref.service}.yaml`);
      const there = drafts.find(
        ({ service, project }) => service === ref.service && (project ?? ref.project) === ref.project,
      );
      const path = there?.at.replace(/(:\d+)+$/, '') ?? usual;
      return [ref.service, { path, isElsewhere: resolve(path) !== resolve(usual) }];
    }),
  );
}

/** The directory of the Compose file, where it is on this machine; else the one this process is in. */
export function homeOf({ services }: Survey): string {
  const [file] = services.flatMap(({ composeFiles }) => composeFiles);
  return file !== undefined && existsSync(dirname(file)) ? dirname(file) : process.cwd();
}

/** A path as a Compose file in `home` writes it. */
export function seenFrom(home: string, path: string): string {
  const way = relative(home, resolve(path));
  return way.startsWith('..') ? resolve(path) : `./${way}`;
}

/** What the balancer’s new directory is to begin with, so that it boots with every route it is given. */
export async function generatedFiles(
  setup: BalancerSetup,
  directory: string,
  proposals: readonly Proposal[],
  signal: AbortSignal,
): Promise<readonly NewFile[]> {
  const files = proposals.map(async ({ service, balancer, max }): Promise<readonly NewFile[]> => {
    if (balancer.kind === 'none') return [];
    const ready = service.replicas.filter(({ state }) => state === 'ready');
    const given = { ref: service.ref, balancer, capacity: max };
    const { name, content } = await setup.firstFile(given, ready, signal);
    return [{ path: join(directory, name), content }];
  });
  return (await Promise.all(files)).flat();
}
