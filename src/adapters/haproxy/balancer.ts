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
import { addressKey, findAddress } from '../../core/server-address.ts';
import { applyMembers } from './apply.ts';
import type { Connection } from './connection.ts';
import { Connector } from './connection.ts';
import { readOldWorkers } from './master.ts';
import type { SafeNames } from './names.ts';
import { safeNames } from './names.ts';
import { patiently } from './patience.ts';
import { releaseService } from './release.ts';
import { readRunning } from './running.ts';
import { runCommands } from './runtime-client.ts';
import { readServers } from './servers.ts';
import type { HaproxyService } from './service.ts';
import { haproxyService } from './service.ts';
import { Together } from './together.ts';
import { Turns } from './turns.ts';
import { viewOf } from './view.ts';

/** How long a change waits for a balancer that restarts: Docker gives it 10 s to stop. Milliseconds. */
const CHANGE_PATIENCE_MS = 15_000;
const VIEW_PATIENCE_MS = 2_000;

/** One service to be looked at. */
interface Look {
  readonly service: HaproxyService;
  readonly names: SafeNames;
  readonly replicas: readonly Replica[];
}

type ConnectedWork<T> = (connection: Connection, names: SafeNames) => Promise<T>;

/**
 * HAProxy 2.6 to 3.2 as the balancer: a generated backend file with more slots than needed, and the Runtime API to
 * fill and drain them. Truth is what HAProxy runs, then the file; nothing is remembered here.
 * The user's own configuration has to route by name at run time, `use_backend %[str(web)]` as in deploy/haproxy, so
 * that HAProxy boots before the first `apply`: with `default_backend web` it would not, as there is no such backend yet.
 */
export class HaproxyBalancer implements Balancer {
  readonly #host: ContainerHost;
  readonly #connector: Connector;
  readonly #turns = new Turns();
  readonly #views = new Together((asked: readonly Look[], signal) =>
    patiently(VIEW_PATIENCE_MS, signal, () => this.#look(asked, signal)),
  );

  constructor(host: ContainerHost) {
    this.#host = host;
    this.#connector = new Connector(host);
  }

  async apply(
    given: BalancedService,
    members: readonly Member[],
    signal: AbortSignal,
  ): Promise<BalancerChange> {
    const service = haproxyService(given);
    const host = this.#host;
    const done = { changed: false };
    return this.#inTurn(service, signal, (connection, names) =>
      applyMembers({ host, connection, names, service, members, signal, done }),
    );
  }

  async view(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<BalancerView> {
    const service = haproxyService(given);
    const { ref, balancer } = service;
    const key = `${ref.project}/${balancer.service}/${balancer.socket}`;
    return await this.#views.ask(key, { service, names: safeNames(service), replicas }, signal);
  }

  async cutSessions(given: BalancedService, replica: Replica, signal: AbortSignal): Promise<void> {
    const service = haproxyService(given);
    return this.#inTurn(service, signal, async ({ container, runtime }, names) => {
      const address = findAddress(replica, container, service.balancer.port);
      const { servers = [] } = await readRunning(runtime, names, signal);
      const commands = servers
        .filter((server) => address !== undefined && addressKey(server) === addressKey(address))
        .map((server) => `shutdown sessions server ${names.backend}/${server.name}`);
      const answers = commands.length === 0 ? [] : await runCommands(runtime, commands, signal);
      for (const { command, text, failed } of answers) {
        if (!failed) continue;
        throw new AutoscalerError('E_BALANCER_DISAGREES', `HAProxy answered "${command}" with "${text}"`);
      }
    });
  }

  async release(given: BalancedService, signal: AbortSignal): Promise<BalancerChange> {
    const service = haproxyService(given);
    const host = this.#host;
    return this.#inTurn(service, signal, (connection, names) =>
      releaseService({ host, connection, names, service, signal }),
    );
  }

  /** All of one balancer. */
  async #look(asked: readonly Look[], signal: AbortSignal): Promise<(look: Look) => BalancerView> {
    const [first] = asked;
    if (first === undefined) throw new AutoscalerError('E_INTERNAL', 'nobody asked for a view');
    const { runtime, master, container } = await this.#connect(first.service, signal);
    const backends = [...new Set(asked.map(({ names }) => names.backend))];
    const [{ servers }, old] = await Promise.all([
      readServers(runtime, backends, [], signal),
      master === undefined ? undefined : readOldWorkers(master, signal),
    ]);
    return ({ service, names: { backend }, replicas }) => {
      const ids = replicaIdsByAddress(replicas, container, service.balancer.port);
      return viewOf(servers.get(backend) ?? [], ids, old?.get(backend) ?? new Map());
    };
  }

  #inTurn<T>(service: HaproxyService, signal: AbortSignal, work: ConnectedWork<T>): Promise<T> {
    const { ref, balancer } = service;
    return this.#turns.run(`${ref.project}/${balancer.service}`, signal, () =>
      patiently(CHANGE_PATIENCE_MS, signal, async () => {
        const names = safeNames(service);
        return await work(await this.#connect(service, signal), names);
      }),
    );
  }

  #connect({ ref, balancer }: HaproxyService, signal: AbortSignal): Promise<Connection> {
    return this.#connector.connect(ref.project, balancer, signal);
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
