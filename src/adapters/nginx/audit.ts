import { type BalancerAudit, type BalancerAuditor, ownersOf } from '../../core/audit.ts';
import type { BalancedService, ContainerHost } from '../../core/ports.ts';
import type { Replica } from '../../core/replica.ts';
import { addressKey } from '../../core/server-address.ts';
import { safeNames } from './names.ts';
import { filesAt, readOnDisk } from './on-disk.ts';
import { probe } from './probe.ts';
import { nginxService } from './service.ts';
import { placeReplicas } from './view.ts';

/** Reads nginx's generated file; nginx itself counts nothing by server. */
export class NginxAuditor implements BalancerAuditor {
  readonly #host: ContainerHost;

  constructor(host: ContainerHost) {
    this.#host = host;
  }

  async audit(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<BalancerAudit> {
    const service = nginxService(given);
    const { ref, balancer } = service;
    const container = await this.#host.find({ project: ref.project, service: balancer.service }, signal);
    const { main } = safeNames(service);
    const { files } = await probe(this.#host, container, { files: filesAt(main) }, signal);
    const servers = readOnDisk(files, main).file?.servers ?? [];
    const placed = placeReplicas(replicas, container, balancer.port);
    const ids = new Map(placed.map((replica) => [addressKey(replica), replica.id]));
    return ownersOf(servers, ids);
  }
}
