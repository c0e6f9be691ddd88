import type { Decision } from '../core/decision.ts';
import { describe } from '../core/decision.ts';
import { toAutoscalerError } from '../core/errors.ts';
import type { HostUse } from '../core/observation.ts';
import { serviceKey } from '../core/policy.ts';
import type { PolicyReader, PolicySet } from '../core/ports.ts';
import type { ServiceState } from '../core/replica.ts';
import type { Dependencies } from './dependencies.ts';
import { ManagedService } from './managed-service.ts';
import { readSamples } from './samples.ts';

const LIST_DEADLINE_MS = 10_000;
const HISTORY_SAVE_EVERY_MS = 10_000;

/** What one tick decided for one service. */
export interface TickResult {
  readonly service: ManagedService;
  readonly decision: Decision;
}

/** How the controller works. Times in milliseconds. */
export interface ControllerOptions {
  readonly intervalMs: number;
  /** Decide and print, but change nothing. */
  readonly isDryRun: boolean;
}

/** Observes, decides and acts for every service that has a policy. */
export class Controller {
  readonly #deps: Dependencies;
  readonly #policies: PolicyReader;
  readonly #options: ControllerOptions;
  readonly #services = new Map<string, ManagedService>();
  readonly #lastLogged = new Map<string, string>();
  #policyVersion: number | undefined;
  #historiesSavedAt = 0;
  #isCollecting = false;

  constructor(deps: Dependencies, policies: PolicyReader, options: ControllerOptions) {
    this.#deps = deps;
    this.#policies = policies;
    this.#options = options;
  }

  get services(): readonly ManagedService[] {
    return [...this.#services.values()];
  }

  /** One round for every service. Rejects only when the engine cannot be listed or the journal not written. */
  async tick(): Promise<readonly TickResult[]> {
    const { clock, target, telemetry } = this.#deps;
    const startedAt = clock.now();
    const states = await target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
    const set = await this.#policies.read(states);
    this.#takeOver(set, states, startedAt);
    const services = this.services;
    if (!this.#options.isDryRun) {
      await Promise.all(services.map((service) => service.settleBalancer()));
    }
    const results = await this.#decide(services);
    this.#record(results);
    if (!this.#options.isDryRun) for (const { service, decision } of results) service.act(decision);
    telemetry.tick((clock.now() - startedAt) / 1000, services.length);
    return results;
  }

  /** Ends what is under way and saves what must survive a restart. */
  async shutDown(): Promise<void> {
    await Promise.all(this.services.map((service) => service.interrupt('the controller is shutting down')));
    this.#saveHistories();
  }

  /** Waits until no service is being scaled. */
  async settled(): Promise<void> {
    await Promise.all(this.services.map((service) => service.ended()));
  }

  #takeOver(set: PolicySet, states: readonly ServiceState[], listedAt: number): void {
    const { telemetry, log } = this.#deps;
    if (set.version !== this.#policyVersion) {
      this.#policyVersion = set.version;
      telemetry.policies(set.policies.length, set.faults.length);
      log.info({ policies: set.policies.length, faults: set.faults.length }, 'policies read');
      for (const fault of set.faults) log.error({ err: fault }, fault.message);
    }
    const byKey = new Map(states.map((state) => [serviceKey(state.ref), state]));
    const wanted = new Set<string>();
    for (const policy of set.policies) {
      const key = serviceKey(policy.ref);
      const state = byKey.get(key);
      if (state === undefined) continue;
      wanted.add(key);
      const known = this.#services.get(key);
      const service = known ?? new ManagedService(policy, this.#deps);
      if (known) known.adoptPolicy(policy);
      else this.#services.set(key, service);
      service.observe(state, listedAt);
      if (!known && !this.#options.isDryRun) service.recover();
    }
    for (const [key, service] of this.#services)
      if (!wanted.has(key) && !service.isActing) this.#services.delete(key);
    telemetry.retain(this.services.map((service) => service.ref));
  }

  async #decide(services: readonly ManagedService[]): Promise<readonly TickResult[]> {
    const { clock, sources, telemetry } = this.#deps;
    const requests = services.flatMap((service) => service.metricRequests());
    const deadlineMs = Math.max(1000, this.#options.intervalMs);
    const [samples, hosts] = await Promise.all([
      readSamples(sources, requests, deadlineMs),
      this.#readHosts(services),
    ]);
    this.#collectUsage(services);
    const now = clock.now();
    return services.map((service) => {
      const key = serviceKey(service.ref);
      const ofService = samples.get(key) ?? new Map();
      for (const [metric, sample] of ofService) telemetry.sample(service.ref, metric, sample);
      const decision = service.decide(ofService, hosts.get(key), now);
      telemetry.decision(service.policy, decision, service.ready);
      return { service, decision };
    });
  }

  /** For the exported metrics only, so the tick does not wait for it. */
  #collectUsage(services: readonly ManagedService[]): void {
    if (this.#isCollecting || this.#options.isDryRun) return;
    this.#isCollecting = true;
    const ids = services.flatMap((service) => service.runningIds);
    void this.#deps.collectUsage(ids, AbortSignal.timeout(LIST_DEADLINE_MS)).finally(() => {
      this.#isCollecting = false;
    });
  }

  async #readHosts(services: readonly ManagedService[]): Promise<ReadonlyMap<string, HostUse>> {
    const limited = services.filter((service) => service.policy.hostReserve !== undefined);
    const entries = await Promise.all(
      limited.map(async ({ ref }) => {
        try {
          const use = await this.#deps.target.hostUse(ref, AbortSignal.timeout(LIST_DEADLINE_MS));
          return [[serviceKey(ref), use] as const];
        } catch (thrown) {
          this.#deps.telemetry.failure(ref, toAutoscalerError(thrown));
          return [];
        }
      }),
    );
    return new Map(entries.flat());
  }

  #record(results: readonly TickResult[]): void {
    const { journal, clock, log } = this.#deps;
    journal.recordDecisions(results.map(({ service, decision }) => ({ ref: service.ref, decision })));
    if (clock.now() - this.#historiesSavedAt >= HISTORY_SAVE_EVERY_MS) this.#saveHistories();
    for (const { service, decision } of results) {
      const { action, from, to, reasons } = decision;
      const codes = reasons.map((r) => r.code);
      const signature = `${action} ${from} ${to} ${codes.join(' ')}`;
      const key = serviceKey(service.ref);
      const isNew = this.#lastLogged.get(key) !== signature;
      this.#lastLogged.set(key, signature);
      const fields = { ...service.ref, action, from, to, reasons: codes };
      const line = `${service.ref.service} ${describe(decision)}`;
      if (isNew || action !== 'hold') log.info(fields, line);
      else log.debug(fields, line);
    }
  }

  #saveHistories(): void {
    this.#historiesSavedAt = this.#deps.clock.now();
    this.#deps.journal.saveHistories(
      this.services.map((service) => ({ ref: service.ref, history: service.history })),
    );
  }
}
