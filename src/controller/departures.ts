import type { BalancerKind } from '../core/balancer-kinds.ts';
import { toAutoscalerError } from '../core/errors.ts';
import { type Policy, serviceKey } from '../core/policy.ts';
import type { BalancedService, Balancer, Clock, Log, Telemetry } from '../core/ports.ts';
import { balancedService } from './balanced-service.ts';

/** As long as containers that are made anew may be away. */
const GRACE_MS = 30_000;
const RELEASE_DEADLINE_MS = 30_000;

interface Carried {
  readonly service: BalancedService;
  /** Since when nobody wants it there; undefined while somebody does. Epoch milliseconds. */
  readonly unwantedSince: number | undefined;
}

/** What it works with. */
interface Needs {
  readonly balancers: (kind: BalancerKind) => Pick<Balancer, 'release'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly telemetry: Pick<Telemetry, 'failure'>;
}

/** Has balancers give up the ports of services whose policy, or whose last container, has been gone for a while. */
export class Departures {
  readonly #deps: Needs;
  #carried: ReadonlyMap<string, Carried> = new Map();

  constructor(deps: Needs) {
    this.#deps = deps;
  }

  /** `policies`: those of services that are there. With a faulty policy nothing counts as gone. Never rejects. */
  async settle(policies: readonly Policy[], hasFaults: boolean): Promise<void> {
    const now = this.#deps.clock.now();
    const services = policies.flatMap((policy) => balancedService(policy) ?? []);
    const wanted = new Map(
      services.flatMap((service): [string, Carried][] =>
        service.balancer.listen.length === 0
          ? []
          : [[placeOf(service), { service, unwantedSince: undefined }]],
      ),
    );
    const carried = new Map(wanted);
    const due: BalancedService[] = [];
    const stillThere = new Set(services.map(placeOf));
    for (const [place, { service, unwantedSince = now }] of this.#carried) {
      if (stillThere.has(place)) continue;
      if (hasFaults) carried.set(place, { service, unwantedSince: undefined });
      else if (now - unwantedSince < GRACE_MS) carried.set(place, { service, unwantedSince });
      else due.push(service);
    }
    this.#carried = carried;
    await Promise.all(due.map((service) => this.#release(service)));
  }

  async #release(service: BalancedService): Promise<void> {
    const { balancers, log, telemetry, clock } = this.#deps;
    const { ref, balancer } = service;
    try {
      const signal = AbortSignal.timeout(RELEASE_DEADLINE_MS);
      const { changed, reloadReason } = await balancers(balancer.kind).release(service, signal);
      if (changed) log.info({ ...ref, reloadReason }, `${serviceKey(ref)} is gone: its ports are closed`);
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (error.code === 'E_BALANCER_MISSING') return;
      log.error({ ...ref, err: error }, error.message);
      telemetry.failure(ref, error);
      this.#carried = new Map([
        ...this.#carried,
        [placeOf(service), { service, unwantedSince: clock.now() }],
      ]);
    }
  }
}

/** One service in one balancer. */
function placeOf({ ref, balancer }: BalancedService): string {
  return [serviceKey(ref), balancer.kind, balancer.service, balancer.configDir].join(' ');
}
