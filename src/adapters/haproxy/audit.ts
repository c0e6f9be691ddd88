import { type BalancerAudit, type BalancerAuditor, ownersOf } from '../../core/audit.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancedService, ContainerHost } from '../../core/ports.ts';
import type { Replica } from '../../core/replica.ts';
import { addressKey, findAddress, type ServerAddress } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import { Connector } from './connection.ts';
import { safeNames } from './names.ts';
import { countOf, parseServersState, parseStat } from './parse.ts';
import { runCommands } from './runtime-client.ts';
import { haproxyService } from './service.ts';

/** A server line that gets requests; `disabled` ones are free or drain. */
const ENABLED = /^ {2}server s\d+ (?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d+) check(?![^#]* disabled)/;

/** Reads HAProxy's generated file and its own counters. */
export class HaproxyAuditor implements BalancerAuditor {
  readonly #host: ContainerHost;
  readonly #connector: Connector;

  constructor(host: ContainerHost) {
    this.#host = host;
    this.#connector = new Connector(host);
  }

  async audit(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<BalancerAudit> {
    const service = haproxyService(given);
    const { ref, balancer } = service;
    const names = safeNames(service);
    const { container, runtime } = await this.#connector.connect(ref.project, balancer, signal);
    const commands = [`show servers state ${names.backend}`, 'show stat -1 4 -1'];
    const [file = '', [state, stat]] = await Promise.all([
      this.#host.readFile(container.id, names.file.path, signal),
      runCommands(runtime, commands, signal),
    ]);
    const ids = new Map(
      replicas.flatMap((replica) => {
        const address = findAddress(replica, container, balancer.port);
        return address === undefined ? [] : [[addressKey(address), replica.id] as const];
      }),
    );
    return {
      ...ownersOf(serversIn(file), ids),
      requests: requestsIn(state?.text ?? '', stat?.text ?? '', names.backend, ids),
    };
  }
}

function serversIn(file: string): readonly ServerAddress[] {
  return file.split('\n').flatMap((line) => {
    const [, six, four, port] = ENABLED.exec(line) ?? [];
    const address = six ?? four;
    return address === undefined || isUnset(address) ? [] : [{ address, port: Number(port) }];
  });
}

function requestsIn(
  state: string,
  stat: string,
  backend: string,
  ids: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const servers = parseServersState(state) ?? [];
  const rows = parseStat(stat, ['pxname', 'svname', 'stot']);
  if (servers.length === 0 || rows === undefined)
    throw new AutoscalerError('E_BALANCER_DISAGREES', `HAProxy does not run the backend "${backend}"`, {
      fix: 'Let the autoscaler write it: autoscaler run --once.',
    });
  const byName = new Map(servers.map((server) => [server.name, ids.get(addressKey(server))]));
  const requests = new Map<string, number>();
  for (const [proxy, server = '', total] of rows) {
    const id = proxy === backend ? byName.get(server) : undefined;
    if (id !== undefined) requests.set(id, (requests.get(id) ?? 0) + (countOf(total) ?? 0));
  }
  return requests;
}
