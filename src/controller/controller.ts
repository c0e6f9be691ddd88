import { underControl } from '../core/controls-in-force.ts';
import { describe } from '../core/decision.ts';
import { endlessThresholds } from '../core/endless-thresholds.ts';
import { toAutoscalerError } from '../core/errors.ts';
import type { HostUse } from '../core/observation.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';
import type { PolicyReader, PolicySet } from '../core/ports.ts';
import { isRunning, type ServiceState } from '../core/replica.ts';
import type { Judgement } from '../core/situation.ts';
import type { Usage } from '../core/usage.ts';
import { carryOn } from './carry-on.ts';
import { Departures } from './departures.ts';
import type { Dependencies } from './dependencies.ts';
import { ManagedService } from './managed-service.ts';
import { manualControls } from './manual-controls.ts';
import { readSamples } from './samples.ts';
import { findService } from './scale-service.ts';
import { UsageMeter } from './usage-meter.ts';

const LIST_DEADLINE_MS = 10_000;
const HISTORY_SAVE_EVERY_MS = 10_000;

/** What one tick decided for one service. */
export interface TickResult extends Judgement {
  readonly service: ManagedService;
  /** What ran since the tick before, where that is known. */
  readonly usage?: Usage;
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
  readonly #departures: Departures;
  readonly #meter: UsageMeter;
  #policySet: PolicySet | undefined;
  #historiesSavedAt = 0;
  #isCollecting = false;
  #hasLooked = false;
  #isStopping = false;

  constructor(deps: Dependencies, policies: PolicyReader, options: ControllerOptions) {
    this.#deps = deps;
    this.#departures = new Departures(deps);
    this.#policies = policies;
    this.#options = options;
    this.#meter = new UsageMeter(options.intervalMs);
  }

  /** The services that have a policy, and those that are scaled on request right now. */
  get services(): readonly ManagedService[] {
    return [...this.#services.values()];
  }

  /** The policies as the last tick read them, without what people asked for over them. */
  get policies(): PolicySet {
    return this.#policySet ?? { policies: [], faults: [], waiting: [], version: 0 };
  }

  /** One round for every service. Rejects only when the engine cannot be listed or the journal not written. */
  async tick(): Promise<readonly TickResult[]> {
    const { clock, target, telemetry } = this.#deps;
    const startedAt = clock.now();
    const states = await target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
    const set = await this.#policies.read(states);
    this.#tell(set);
    const services = this.#takeOver(set, states, startedAt);
    if (!this.#options.isDryRun) {
      if (!this.#isStopping) for (const service of services) service.recover();
      await Promise.all([
        ...services.map((service) => service.settleBalancer()),
        this.#departures.settle(
          services.map(({ policy }) => policy),
          set.faults.length > 0,
        ),
      ]);
    }
    const results = await this.#decide(services);
    this.#record(results);
    if (!this.#options.isDryRun && !this.#isStopping)
      for (const { service, decision } of results) service.act(decision);
    telemetry.tick((clock.now() - startedAt) / 1000, services.length);
    return results;
  }

  /**
   * The service a request names, under a policy or not; two requests for one service get the same object.
   * Throws `E_SERVICE_UNKNOWN`, `E_PROJECT_UNKNOWN`, `E_SERVICE_AMBIGUOUS`, `E_CONFIG`.
   */
  async serviceFor(ref: ServiceRef): Promise<ManagedService> {
    const key = serviceKey(ref);
    const known = this.#services.get(key);
    if (known) return known;
    const listedAt = this.#deps.clock.now();
    const states = await this.#deps.target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
    const state = findService(states, ref.service, ref.project);
    const service =
      this.#services.get(key) ?? new ManagedService(this.#policies.withoutPolicy(state), this.#deps);
    this.#services.set(key, service);
    service.observe(state, listedAt);
    return service;
  }

  /** Starts nothing more, ends what is under way and saves what must survive a restart. Never rejects. */
  async shutDown(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.services.map((service) => service.interrupt('the controller is shutting down')));
    carryOn(this.#deps.log, () => this.#saveHistories());
  }

  /** Waits until no service is being scaled. */
  async settled(): Promise<void> {
    await Promise.all(this.services.map((service) => service.ended()));
  }

  #tell(set: PolicySet): void {
    const isSame = set.version === this.#policySet?.version;
    this.#policySet = set;
    if (isSame) return;
    const { telemetry, log } = this.#deps;
    telemetry.policies(set.policies.length, set.faults.length);
    log.info({ policies: set.policies.length, faults: set.faults.length }, 'policies read');
    for (const fault of set.faults) log.error({ err: fault }, fault.message);
    for (const sentence of set.waiting) log.info({}, sentence);
    for (const policy of set.policies)
      for (const sentence of endlessThresholds(policy, this.#options.intervalMs)) log.warn({}, sentence);
  }

  /** Returns the services that are there and have a policy; forgets the others. */
  #takeOver(set: PolicySet, states: readonly ServiceState[], listedAt: number): readonly ManagedService[] {
    const byKey = new Map(states.map((state) => [serviceKey(state.ref), state]));
    const controls = manualControls(this.#deps.journal, listedAt);
    const wanted = new Map<string, ManagedService>();
    for (const own of set.policies) {
      const key = serviceKey(own.ref);
      const state = byKey.get(key);
      if (state === undefined) continue;
      const policy = underControl(own, controls.get(key) ?? {});
      const service = this.#services.get(key) ?? new ManagedService(policy, this.#deps, this.#hasLooked);
      service.adoptPolicy(policy);
      service.observe(state, listedAt);
      wanted.set(key, service);
      this.#services.set(key, service);
    }
    this.#hasLooked = true;
    for (const [key, service] of this.#services) if (!wanted.has(key)) this.#forget(key, service);
    const services = [...wanted.values()];
    this.#deps.telemetry.retain(services.map((service) => service.ref));
    return services;
  }

  #forget(key: string, service: ManagedService): void {
    if (service.isBusy) return;
    this.#services.delete(key);
    this.#lastLogged.delete(key);
    this.#meter.forget(service.ref);
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
      const { decision, situation } = service.decide(ofService, hosts.get(key), now);
      telemetry.decision(service.policy, decision, service.ready);
      const usage = this.#meter.look(service.ref, service.roster.all.filter(isRunning).length, now);
      if (usage) telemetry.used(service.policy, usage);
      return { service, decision, situation, ...(usage && { usage }) };
    });
  }

  /** For the exported metrics only, so the tick does not wait for it. */
  #collectUsage(services: readonly ManagedService[]): void {
    if (this.#isCollecting || this.#options.isDryRun) return;
    this.#isCollecting = true;
    const ids = services.flatMap((service) => service.roster.all.filter(isRunning).map((r) => r.id));
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
    journal.recordDecisions(results.map(({ service, ...decided }) => ({ ref: service.ref, ...decided })));
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
