import { stripVTControlCharacters } from 'node:util';
import { kindOfBalancer } from '../../core/balancer-kinds.ts';
import { COMPOSE_FILE, type SetupLines } from '../../core/setup.ts';
import { hostPathOf } from '../../core/setup-mounts.ts';
import type { FileOutcome } from './new-files.ts';
import type { InitPlan } from './plan.ts';

/** What became of the plan’s files, by path. */
export type Outcomes = ReadonlyMap<string, FileOutcome>;

/** The document of `init --json`. */
export function initDocument(plan: InitPlan, outcomes: Outcomes, dryRun: boolean) {
  const { survey, balancer, proposals, leftAlone, policies } = plan;
  return {
    project: survey.project,
    dryRun,
    balancer: balancer
      ? { kind: balancer.kind, service: balancer.service.ref.service, version: balancer.findings.version }
      : null,
    prometheus: plan.hasPrometheus,
    policies: proposals.map(({ service: { ref }, min, max, notes }) => {
      const path = policies.get(ref.service)?.path ?? '';
      return { service: ref.service, file: path, outcome: outcomes.get(path) ?? 'kept', min, max, notes };
    }),
    files: plan.files.map(({ path }) => ({ file: path, outcome: outcomes.get(path) ?? 'kept' })),
    lines: plan.lines.map((lines) => ({ ...lines, file: fileOf(plan, lines) })),
    leftAlone,
  };
}

/** The same for a person. */
export function initText(plan: InitPlan, outcomes: Outcomes, dryRun: boolean): string {
  const parts = [
    ...head(plan),
    ...written(plan, outcomes, dryRun),
    ...toAdd(plan),
    ...left(plan),
    ...next(plan),
  ];
  return `${printable(parts.join('\n'))}\n`;
}

/** The user’s own file, as the user knows it. */
function fileOf({ balancer, survey }: InitPlan, { file }: SetupLines): string {
  if (file !== COMPOSE_FILE) return balancer === undefined ? file : hostPathOf(balancer.service, file);
  return survey.services.flatMap(({ composeFiles }) => composeFiles)[0] ?? COMPOSE_FILE;
}

function head({ survey, balancer, hasPrometheus }: InitPlan): readonly string[] {
  const carries = balancer
    ? `${kindOfBalancer(balancer.kind).title} ${balancer.findings.version} in ${balancer.service.ref.service}`
    : 'no balancer';
  return [`${survey.project}: ${carries}, ${hasPrometheus ? 'with' : 'without'} Prometheus`, ''];
}

function written(
  { proposals, policies, files }: InitPlan,
  outcomes: Outcomes,
  dryRun: boolean,
): readonly string[] {
  const said = (path: string) => {
    const outcome = outcomes.get(path) ?? 'kept';
    if (outcome === 'kept') return 'is there and stays as it is; --force replaces it';
    return outcome === 'written' && dryRun ? 'would be written' : outcome;
  };
  const policyPaths = new Set([...policies.values()].map(({ path }) => path));
  const policyRows = proposals.flatMap(({ service: { ref }, min, max, notes }) => {
    const place = policies.get(ref.service);
    const path = place?.path ?? '';
    const how = place?.isElsewhere === true ? 'has its policy already' : said(path);
    return [
      `${ref.service}: ${path} ${how} (${min} to ${max} replicas)`,
      ...notes.map((note) => `  ${note}`),
    ];
  });
  const others = files.flatMap(({ path }) => (policyPaths.has(path) ? [] : [`${path} ${said(path)}`]));
  return policyRows.length + others.length === 0 ? [] : [...policyRows, ...others, ''];
}

function toAdd(plan: InitPlan): readonly string[] {
  if (plan.lines.length === 0)
    return plan.proposals.length === 0 ? [] : ['Your files have all that is needed.', ''];
  return [...Map.groupBy(plan.lines, (lines) => fileOf(plan, lines))].flatMap(([file, all]) => [
    `To add to ${file}`,
    ...all.flatMap(({ where, lines, insteadOf, why }) => [
      `  ${where}: ${why}`,
      ...(insteadOf === undefined ? [] : [`    - ${insteadOf}`]),
      ...lines.map((line) => `    + ${line}`),
    ]),
    '',
  ]);
}

function left({ leftAlone }: InitPlan): readonly string[] {
  const inTheWay = leftAlone.filter(({ fix }) => fix !== undefined);
  const others = leftAlone.filter(({ fix }) => fix === undefined);
  return [
    ...(inTheWay.length === 0 ? [] : ['In the way']),
    ...inTheWay.flatMap(({ service, reason, fix }) => [`  ${service}: ${reason}`, `    fix: ${fix}`]),
    ...(others.length === 0 ? [] : ['Left alone']),
    ...others.map(({ service, reason }) => `  ${service}: ${reason}`),
    ...(leftAlone.length === 0 ? [] : ['']),
  ];
}

function next({ proposals, balancer, lines }: InitPlan): readonly string[] {
  const [first] = proposals;
  if (first === undefined) return ['No policy was written.'];
  const { service } = first.service.ref;
  const added = lines.length === 0 ? [] : ['add the lines above'];
  const steps = [
    ...added,
    ...(balancer === undefined ? [] : reload(balancer.service.ref.service, lines)),
    'autoscaler run --once --dry-run',
    'docker compose up -d',
    `autoscaler verify ${service}`,
  ];
  return ['Next', ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
}

/** What has the balancer take the lines that are for it; Compose sees no change in a file that is mounted. */
function reload(balancer: string, lines: readonly SetupLines[]): readonly string[] {
  const own = `services.${balancer}`;
  const isOfCompose = ({ file }: SetupLines) => file === COMPOSE_FILE;
  const isOfItsService = ({ where }: SetupLines) => where === own || where.startsWith(`${own}.`);
  if (lines.filter(isOfCompose).some(isOfItsService)) return [`docker compose up -d ${balancer}`];
  return lines.every(isOfCompose) ? [] : [`docker compose restart ${balancer}`];
}

/** Text from containers may hold anything; a terminal is to show it, not to obey it. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return stripVTControlCharacters(text).replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
}
