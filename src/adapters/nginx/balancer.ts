import { setTimeout as pause } from 'node:timers/promises';
import { TRAFFIC_DEFAULTS } from '../../core/balancing.ts';
import type {
  BalancedService,
  Balancer,
  BalancerChange,
  BalancerContainer,
  BalancerView,
  ContainerHost,
  Member,
} from '../../core/ports.ts';
import type { Replica } from '../../core/replica.ts';
import { addressKey, findAddress } from '../../core/server-address.ts';
import type { ApplyJob } from './apply.ts';
import { applyJobs } from './apply.ts';
import { Batches } from './batches.ts';
import { safeNames } from './names.ts';
import { filesAt, readOnDisk } from './on-disk.ts';
import { abortError, patiently } from './patience.ts';
import { probe } from './probe.ts';
import { signalProcesses } from './reload.ts';
import type { NginxService } from './service.ts';
import { nginxService } from './service.ts';
import { placeReplicas, viewOf } from './view.ts';

/** How long a balancer may be away, as it is when it is restarted. Milliseconds. */
const CHANGE_PATIENCE_MS = 5_000;
const VIEW_PATIENCE_MS = 2_000;
const CUT_POLL_MS = 50;

/**
 * nginx 1.22 and newer as the balancer: a generated upstream, loaded by a reload that is proven by the processes it
 * leaves. Truth is the file and the proof beside it, and what /proc says in the container; nothing is remembered here.
 */
export class NginxBalancer implements Balancer {
  readonly #host: ContainerHost;
  readonly #batches: Batches<ApplyJob, BalancerChange>;

  constructor(host: ContainerHost) {
    this.#host = host;
    this.#batches = new Batches((jobs, signal) =>
      patiently(CHANGE_PATIENCE_MS, signal, () => applyJobs(host, jobs, signal)),
    );
  }

  async apply(
    given: BalancedService,
    members: readonly Member[],
    signal: AbortSignal,
  ): Promise<BalancerChange> {
    const service = nginxService(given);
    const key = `${service.ref.project}/${service.balancer.service}`;
    return this.#batches.run(key, { service, members }, signal);
  }

  async view(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<BalancerView> {
    const service = nginxService(given);
    const names = safeNames(service);
    return patiently(VIEW_PATIENCE_MS, signal, async () => {
      const container = await this.#find(service, signal);
      const placed = placeReplicas(replicas, container, service.balancer.port);
      const request = { files: filesAt(names.main), servers: placed };
      const found = await probe(this.#host, container, request, signal);
      return viewOf(readOnDisk(found.files, names.main), found, placed);
    });
  }

  /**
   * Ends the old workers, which are the only ones that serve a replica that is out of the upstream. What else they
   * still do ends with them: nginx has no finer way.
   */
  async cutSessions(given: BalancedService, replica: Replica, signal: AbortSignal): Promise<void> {
    const service = nginxService(given);
    const names = safeNames(service);
    const container = await this.#find(service, signal);
    const address = findAddress(replica, container, service.balancer.port);
    const { processes, files } = await probe(this.#host, container, { files: filesAt(names.main) }, signal);
    const { file } = readOnDisk(files, names.main);
    if (address === undefined || file?.servers.some((one) => addressKey(one) === addressKey(address))) return;
    await signalProcesses(this.#host, container, 'TERM', processes.leaving, signal);
    await this.#untilGone(
      container,
      processes.leaving.map(({ id }) => id),
      signal,
    );
  }

  /** The upstream stays, without servers, in case the user's own configuration names it too. */
  async release(given: BalancedService, signal: AbortSignal): Promise<BalancerChange> {
    const service = nginxService(given);
    const { kind, backend, configDir, listen } = service.balancer;
    if (listen.length === 0) return { changed: false };
    const balancer = { ...TRAFFIC_DEFAULTS, kind, service: service.balancer.service, backend, configDir };
    return this.apply({ ...service, balancer }, [], signal);
  }

  async #untilGone(container: BalancerContainer, ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (;;) {
      const { processes } = await probe(this.#host, container, {}, signal);
      if (!processes.leaving.some(({ id }) => ids.includes(id))) return;
      await pause(CUT_POLL_MS, undefined, { signal }).catch(() => {
        throw abortError(signal, 'the old workers were gone');
      });
    }
  }

  #find({ ref, balancer }: NginxService, signal: AbortSignal): Promise<BalancerContainer> {
    return this.#host.find({ project: ref.project, service: balancer.service }, signal);
  }
}
