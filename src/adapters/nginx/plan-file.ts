import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, Member } from '../../core/ports.ts';
import { addressOf } from '../../core/server-address.ts';
import type { SafeNames } from './names.ts';
import { safeNames } from './names.ts';
import type { NewFile } from './new-file.ts';
import type { OnDisk } from './on-disk.ts';
import { distinct, possibleServers, without } from './on-disk.ts';
import type { NginxService } from './service.ts';
import type { UpstreamServer } from './upstream.ts';
import { renderUpstream } from './upstream.ts';

/** A service as it is to be carried, by address. */
export interface Wanted {
  readonly service: NginxService;
  readonly names: SafeNames;
  readonly servers: readonly UpstreamServer[];
}

/** A file that has to be loaded. */
export interface PlannedFile extends NewFile {
  readonly content: string;
  /** What nginx is certain to run of it now, if anything is. */
  readonly provenBefore: string | undefined;
  /** Why nginx must load it, for people. */
  readonly reason: string;
}

/**
 * Which servers the upstream is to have: the active members. One that drains leaves the upstream, one that joins is
 * not in it yet. Throws `E_REPLICA_ADDRESS`, `E_BALANCER_UNSUPPORTED`.
 */
export function wantedOf(
  service: NginxService,
  members: readonly Member[],
  container: BalancerContainer,
): Wanted {
  const active = members.filter(({ state }) => state === 'active').map(({ replica }) => replica);
  const servers = active
    .toSorted((a, b) => a.number - b.number)
    .map((replica) => ({ ...addressOf(replica, container, service.balancer.port), name: replica.name }));
  return { service, names: safeNames(service), servers: distinct(servers) };
}

/** The file to be loaded; undefined when nginx runs what is wanted. Throws `E_BALANCER_WRITE` for a foreign file. */
export function planFile(
  { service, names, servers }: Wanted,
  onDisk: OnDisk,
  hasOldWorkers: boolean,
): PlannedFile | undefined {
  assertOwn(onDisk, names);
  const left = without(possibleServers(onDisk, hasOldWorkers), servers);
  const { content, generation } = renderUpstream(names, service.balancer.algorithm, servers, left);
  if (onDisk.proven === generation) return undefined;
  const reason = reasonOf(onDisk, names, servers);
  return { names, content, generation, provenBefore: onDisk.proven, reason };
}

function assertOwn({ file }: OnDisk, names: SafeNames): void {
  if (file === undefined || file.owner === names.owner) return;
  const whose = file.owner === undefined ? 'was not written by the autoscaler' : `belongs to ${file.owner}`;
  throw new AutoscalerError('E_BALANCER_WRITE', `${names.file} is not overwritten: it ${whose}`, {
    fix: 'Move that file out of the directory of generated files.',
  });
}

function reasonOf(
  { file, proven }: OnDisk,
  { backend, file: path }: SafeNames,
  servers: readonly UpstreamServer[],
): string {
  if (file === undefined) return `nginx does not know the upstream "${backend}" yet`;
  if (proven === undefined) return `it is not certain that nginx runs what ${path} says`;
  const isSame = without(servers, file.servers).length + without(file.servers, servers).length === 0;
  return `the ${isSame ? 'settings' : 'servers'} of the upstream "${backend}" changed`;
}
