import { AutoscalerError } from '../core/errors.ts';
import type { Policy, ServiceRef } from '../core/policy.ts';
import { serviceKey } from '../core/policy.ts';
import { configError, type Fault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { PolicyDraft } from './resolve/policy.ts';

/** Policies that found their service, and what became of the others. */
export interface Binding {
  readonly policies: readonly Policy[];
  readonly faults: readonly AutoscalerError[];
  readonly waiting: readonly string[];
  /** Why a service, by its key, has none of the policies that may be meant for it. */
  readonly disputed: ReadonlyMap<string, AutoscalerError>;
}

/** The service a draft is written for: `project/service`, or the service alone. */
function wanted(draft: PolicyDraft): string {
  return draft.project === undefined ? draft.service : `${draft.project}/${draft.service}`;
}

/** A fault for every policy after the first that is written for the same service. */
export function duplicateFaults(drafts: readonly PolicyDraft[]): readonly Fault[] {
  const groups = Map.groupBy(drafts, (draft) => `${wanted(draft)} ${draft.isShadow}`);
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map((draft) => ({
      at: draft.at,
      message: `a second ${draft.isShadow ? 'shadow' : 'policy'} for service "${wanted(draft)}"; the first is at ${first?.at ?? ''}`,
      fix: 'Keep one of them, or give each its "project".',
    })),
  );
}

function waitingText(draft: PolicyDraft, services: readonly ServiceRef[]): string {
  const meant = nearest(
    draft.service,
    services.map((ref) => ref.service).filter((name) => name !== draft.service),
  );
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `${draft.at}: no service "${wanted(draft)}" on this engine yet${hint}`;
}

function ambiguous(draft: PolicyDraft, refs: readonly ServiceRef[]): AutoscalerError {
  const projects = refs.map((ref) => ref.project);
  return new AutoscalerError(
    'E_SERVICE_AMBIGUOUS',
    `${draft.at}: ${projects.length} projects have a service "${draft.service}": ${projects.join(', ')}`,
    { at: draft.at, fix: `Add "project: ${projects[0] ?? ''}", or whichever is meant, to the policy.` },
  );
}

function isFor({ service, project }: PolicyDraft, ref: ServiceRef): boolean {
  return service === ref.service && (project === undefined || project === ref.project);
}

/**
 * Gives each policy of the files its project. One that names a project comes first; one that names none is for the
 * project this process itself runs in, else for the only project, that has such a service and no policy of its own.
 */
export function bindPolicies(
  drafts: readonly PolicyDraft[],
  services: readonly ServiceRef[],
  ownProject?: string,
): Binding {
  const bound = new Map<string, Policy>();
  const faults = duplicateFaults(drafts).map(configError);
  const waiting: string[] = [];
  const disputed = new Map<string, AutoscalerError>();
  const byName = Map.groupBy(services, (ref) => ref.service);
  const lives = drafts.filter(({ isShadow }) => !isShadow);
  const firsts = [...Map.groupBy(lives, wanted).values()].flatMap(([first]) => first ?? []);
  for (const draft of firsts.toSorted(
    (a, b) => Number(b.project !== undefined) - Number(a.project !== undefined),
  )) {
    const named = byName.get(draft.service) ?? [];
    const free = named.filter(
      (ref) => !bound.has(serviceKey(ref)) && (draft.project === undefined || ref.project === draft.project),
    );
    const own = free.find((ref) => ref.project === ownProject);
    const candidates = own === undefined ? free : [own];
    const [ref] = candidates;
    if (ref === undefined && draft.project === undefined && named.length > 0)
      faults.push(
        configError({
          at: draft.at,
          message: `every service "${draft.service}" has a policy that names its project, so this one has no effect`,
          fix: 'Remove it.',
        }),
      );
    else if (ref === undefined) waiting.push(waitingText(draft, services));
    else if (candidates.length > 1) {
      const fault = ambiguous(draft, candidates);
      faults.push(fault);
      for (const candidate of candidates) disputed.set(serviceKey(candidate), fault);
    } else bound.set(serviceKey(ref), { ref, ...draft.body });
  }
  for (const draft of drafts.filter(({ isShadow }) => isShadow).toReversed()) {
    const lit = [...bound].filter(([, { ref }]) => isFor(draft, ref));
    for (const [key, policy] of lit)
      bound.set(key, { ...policy, shadow: { ref: policy.ref, ...draft.body } });
    if (lit.length === 0)
      waiting.push(
        `${draft.at}: no file has a policy in force for service "${wanted(draft)}" to be a shadow of`,
      );
  }
  return { policies: [...bound.values()], faults, waiting, disputed };
}
