import type { AutoscalerError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import { serviceKey } from '../core/policy.ts';
import type { PolicyReader, PolicySet } from '../core/ports.ts';
import type { ServiceState } from '../core/replica.ts';
import { bindPolicies } from './bind-policies.ts';
import { configError } from './fault.ts';
import { LabelPolicies } from './label-policies.ts';
import { unboundedPolicy } from './labels.ts';
import { FORGETFUL, type LastGoodTexts } from './last-good.ts';
import { PolicyFiles } from './policy-files.ts';

/** Where policies are read from. */
export interface PolicyReaderOptions {
  /** A directory of policy files, or one file. */
  readonly path: string;
  /** Whether a person named the directory, so that it is a fault when it is missing. */
  readonly isRequired: boolean;
}

const LOOK_UP_DEADLINE_MS = 10_000;

/** The id of the container this process runs in, if it runs in one. */
export type OwnContainerId = (signal: AbortSignal) => Promise<string | undefined>;

/** Reads policies from files and labels; a file's policy wins over the labels of the same service. */
export class FilePolicyReader implements PolicyReader {
  readonly #files: PolicyFiles;
  readonly #labels = new LabelPolicies();
  readonly #ownContainerId: OwnContainerId;
  #services = '';
  #disputed: ReadonlyMap<string, AutoscalerError> = new Map();
  #set: PolicySet | undefined;

  constructor(
    { path, isRequired }: PolicyReaderOptions,
    ownContainerId: OwnContainerId = async () => undefined,
    lastGood: LastGoodTexts = FORGETFUL,
  ) {
    this.#files = new PolicyFiles(path, isRequired, lastGood);
    this.#ownContainerId = ownContainerId;
  }

  async read(services: readonly ServiceState[]): Promise<PolicySet> {
    const keys = services.map((state) => serviceKey(state.ref)).join(' ');
    const changes = [await this.#files.refresh(), this.#labels.refresh(services), keys !== this.#services];
    if (this.#set !== undefined && !changes.includes(true)) return this.#set;
    this.#services = keys;
    this.#set = this.#build(services, await this.#ownProject(services), this.#set);
    return this.#set;
  }

  withoutPolicy(service: ServiceState): Policy {
    const inLabels = this.#labels.get(serviceKey(service.ref))?.faults ?? [];
    const [fault] = [...this.#files.faultsFor(service.ref.service), ...inLabels];
    if (fault !== undefined) throw configError(fault);
    const dispute = this.#disputed.get(serviceKey(service.ref));
    if (dispute !== undefined) throw dispute;
    return unboundedPolicy(service);
  }

  async #ownProject(services: readonly ServiceState[]): Promise<string | undefined> {
    const id = await this.#ownContainerId(AbortSignal.timeout(LOOK_UP_DEADLINE_MS));
    return services.find(({ replicas }) => replicas.some((replica) => replica.id === id))?.ref.project;
  }

  #build(
    services: readonly ServiceState[],
    ownProject: string | undefined,
    before: PolicySet | undefined,
  ): PolicySet {
    const refs = services.map((state) => state.ref);
    const binding = bindPolicies(this.#files.drafts, refs, ownProject);
    this.#disputed = binding.disputed;
    const policies: Policy[] = [...binding.policies];
    const faults = [...this.#files.faults.map(configError), ...binding.faults];
    const fromFiles = new Set(policies.map((policy) => serviceKey(policy.ref)));
    for (const { ref } of services) {
      const labels = this.#labels.get(serviceKey(ref));
      if (labels === undefined || fromFiles.has(serviceKey(ref))) continue;
      if (labels.draft !== undefined) policies.push({ ref, ...labels.draft.body });
      faults.push(...labels.faults.map(configError));
    }
    const isSame = before !== undefined && sameSet(before, policies, faults, binding.waiting);
    return isSame
      ? before
      : { policies, faults, waiting: binding.waiting, version: (before?.version ?? 0) + 1 };
  }
}

function sameSet(
  before: PolicySet,
  policies: PolicySet['policies'],
  faults: PolicySet['faults'],
  waiting: PolicySet['waiting'],
): boolean {
  const text = (set: Omit<PolicySet, 'version'>) =>
    JSON.stringify([set.policies, set.faults.map((fault) => fault.message), set.waiting]);
  return text(before) === text({ policies, faults, waiting });
}
