import { resolve } from 'node:path';
import type { MetricSource } from '../../core/ports.ts';
import type { BalancerFindings, SetupLines, Survey, Surveyor } from '../../core/setup.ts';
import { balancersIn, chooseBalancer, type FoundBalancer, type Setups } from './balancer-choice.ts';
import { chooseServices } from './choose-services.ts';
import { generatedFiles, homeOf, type PolicyPlace, policyPlaces, seenFrom } from './first-files.ts';
import type { NewFile } from './new-files.ts';
import { NO_SERIES, type PrometheusSeries, policyText } from './policy-text.ts';
import { type FoundPrometheus, prometheusIn, seriesOf } from './prometheus.ts';
import type { LeftAlone, Proposal } from './proposal.ts';
import { isAutoscaler, sidecarLines } from './sidecar.ts';

/** What `init` was asked for. */
export interface InitQuestion {
  readonly project: string | undefined;
  readonly services: readonly string[];
  readonly balancer: string | undefined;
  readonly out: string;
}

/** What `init` looks with. */
export interface InitEyes {
  readonly surveyor: Surveyor;
  readonly setups: Setups;
  /** The configured Prometheus, else the one that was found; undefined without either. */
  readonly prometheus: (found: FoundPrometheus | undefined) => Promise<MetricSource | undefined>;
}

/** Everything that `init` found, and what is to be written. */
export interface InitPlan {
  readonly survey: Survey;
  readonly balancer: (FoundBalancer & { readonly findings: BalancerFindings }) | undefined;
  readonly proposals: readonly Proposal[];
  readonly leftAlone: readonly LeftAlone[];
  readonly hasPrometheus: boolean;
  readonly policies: ReadonlyMap<string, PolicyPlace>;
  readonly files: readonly NewFile[];
  readonly lines: readonly SetupLines[];
}

/** Looks at the project and decides everything; writes nothing. */
export async function planInit(
  question: InitQuestion,
  eyes: InitEyes,
  signal: AbortSignal,
): Promise<InitPlan> {
  const survey = await eyes.surveyor.survey(question.project, signal);
  const balancers = balancersIn(survey, eyes.setups);
  const chosen = chooseBalancer(balancers, question.balancer);
  const prometheus = prometheusIn(survey.services);
  const helpers = new Set(
    [chosen?.service.ref.service, prometheus?.service].filter((name) => name !== undefined),
  );
  const candidates = survey.services.filter((one) => !isAutoscaler(one) && !helpers.has(one.ref.service));
  const findings = chosen && (await eyes.setups(chosen.kind).examine(chosen.service, candidates, signal));
  const choice = chooseServices(survey, candidates, question.services, chosen, findings?.services ?? []);
  const unfit = (findings?.obstacles ?? []).map((one) => ({
    service: chosen?.service.ref.service ?? '',
    ...one,
  }));
  const proposals = unfit.length === 0 ? choice.proposals : [];
  const policies = await policyPlaces(proposals, question.out);
  const source = proposals.length === 0 ? undefined : await eyes.prometheus(prometheus);
  const refs = proposals.map(({ service }) => service.ref);
  const series = source === undefined ? [] : await seriesOf(source, refs);
  const home = homeOf(survey);
  const directory = findings?.newDirectory;
  const generated =
    chosen === undefined || directory === undefined
      ? []
      : await generatedFiles(eyes.setups(chosen.kind), resolve(home, directory), proposals, signal);
  const sidecar = sidecarLines({
    survey,
    policies: seenFrom(home, question.out),
    balancer: chosen?.service,
    shared: findings?.shared ?? [],
    services: refs.map(({ service }) => service),
    prometheusUrl: prometheus?.insideUrl,
  });
  const own = proposals.flatMap(({ lines }) => lines);
  return {
    survey,
    balancer: chosen && findings && { ...chosen, findings },
    proposals,
    leftAlone: [...unfit, ...choice.leftAlone],
    hasPrometheus: source !== undefined,
    policies,
    files: [...policyFiles(proposals, policies, series, survey.cpuCores), ...generated],
    lines: proposals.length === 0 ? [] : [...(findings?.lines ?? []), ...own, ...sidecar],
  };
}

function policyFiles(
  proposals: readonly Proposal[],
  places: ReadonlyMap<string, PolicyPlace>,
  series: readonly PrometheusSeries[],
  cpuCores: number,
): readonly NewFile[] {
  return proposals.flatMap((proposal, index): NewFile[] => {
    const place = places.get(proposal.service.ref.service);
    if (place === undefined || place.isElsewhere) return [];
    return [{ path: place.path, content: policyText(proposal, series[index] ?? NO_SERIES, cpuCores) }];
  });
}
