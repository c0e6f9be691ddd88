import { AutoscalerError } from '../../core/errors.ts';
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
import { addressKey, addressOf, findAddress } from './address.ts';
import { applyMembers } from './apply.ts';
import { Connector } from './connection.ts';
import { oldInFlight } from './master.ts';
import { safeNames } from './names.ts';
import { readRunning } from './running.ts';
import { runCommands } from './runtime-client.ts';
import { Turns } from './turns.ts';
import { viewOf } from './view.ts';

/**
 * HAProxy 2.6 to 3.2 as the balancer: a generated backend file with more slots than needed, and the Runtime API to
 * fill and drain them. Truth is what HAProxy runs, then the file; nothing is remembered here.
 */
export class HaproxyBalancer implements Balancer {
  readonly #host: ContainerHost;
  readonly #connector: Connector;
  readonly #turns = new Turns();

  constructor(host: ContainerHost) {
    this.#host = host;
    this.#connector = new Connector(host);
  }

  apply(service: BalancedService, members: readonly Member[], signal: AbortSignal): Promise<BalancerChange> {
    return this.#inTurn(service, signal, async () => {
      const names = safeNames(service);
      const connection = await this.#connector.connect(service.ref.project, service.balancer, signal);
      return applyMembers({ host: this.#host, connection, names, service, members, signal });
    });
  }

  async view(
    service: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<BalancerView> {
    const names = safeNames(service);
    const connection = await this.#connector.connect(service.ref.project, service.balancer, signal);
    const { master, container } = connection;
    const [running, old] = await Promise.all([
      readRunning(connection.runtime, names, signal),
      master === undefined ? new Map<string, number>() : oldInFlight(master, names.backend, signal),
    ]);
    const ids = replicaIdsByAddress(replicas, container, service.balancer.port);
    return viewOf(running.servers ?? [], ids, old);
  }

  cutSessions(service: BalancedService, replica: Replica, signal: AbortSignal): Promise<void> {
    return this.#inTurn(service, signal, async () => {
      const names = safeNames(service);
      const connection = await this.#connector.connect(service.ref.project, service.balancer, signal);
      const key = addressKey(addressOf(replica, connection.container, service.balancer.port));
      const { servers = [] } = await readRunning(connection.runtime, names, signal);
      const commands = servers
        .filter((server) => addressKey(server) === key)
        .map((server) => `shutdown sessions server ${names.backend}/${server.name}`);
      const failed = (await runCommands(connection.runtime, commands, signal)).find(
        (answer) => answer.failed,
      );
      if (failed !== undefined) {
        throw new AutoscalerError(
          'E_BALANCER_DISAGREES',
          `HAProxy answered "${failed.command}" with "${failed.text}"`,
        );
      }
    });
  }

  #inTurn<T>(service: BalancedService, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(`${service.ref.project}/${service.balancer.service}`, signal, work);
  }
}

/** Replicas without a usable address are in no entry; `apply` says why. */
function replicaIdsByAddress(
  replicas: readonly Replica[],
  container: BalancerContainer,
  port: number | undefined,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const replica of replicas) {
    const address = findAddress(replica, container, port);
    if (address !== undefined) ids.set(addressKey(address), replica.id);
  }
  return ids;
}
