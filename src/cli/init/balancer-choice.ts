import { BALANCER_KIND_NAMES, type BalancerKind, kindOfBalancer } from '../../core/balancer-kinds.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerSetup, Survey, SurveyedService } from '../../core/setup.ts';

/** How each kind of balancer is set up. */
export type Setups = (kind: BalancerKind) => BalancerSetup;

/** A balancer of the project. */
export interface FoundBalancer {
  readonly kind: BalancerKind;
  readonly service: SurveyedService;
}

/** Every service that runs a balancer. */
export function balancersIn({ services }: Survey, setups: Setups): readonly FoundBalancer[] {
  return services.flatMap((service) => {
    const kind = BALANCER_KIND_NAMES.find((each) => setups(each).recognises(service));
    return kind === undefined ? [] : [{ kind, service }];
  });
}

/**
 * The balancer that is meant; undefined for `none`. `wanted` is a kind or a service. Of several, those that clients
 * reach from outside count. Throws `E_BALANCER_MISSING` for none, `E_CONFIG` when the choice is not clear.
 */
export function chooseBalancer(
  found: readonly FoundBalancer[],
  wanted: string | undefined,
): FoundBalancer | undefined {
  if (wanted === 'none') return undefined;
  const fitting = found.filter(
    ({ kind, service }) => wanted === undefined || wanted === kind || wanted === service.ref.service,
  );
  const entrances = fitting.filter(({ service }) => service.published.length > 0);
  const candidates = entrances.length > 0 ? entrances : fitting;
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined)
    throw new AutoscalerError(
      'E_BALANCER_MISSING',
      wanted === undefined
        ? `no service of the project runs ${BALANCER_KIND_NAMES.map((kind) => kindOfBalancer(kind).title).join(' or ')}`
        : `no service of the project is, or runs, "${wanted}" as its balancer`,
      {
        fix: 'Start the balancer, add one as README.md shows, or go without one: --balancer none.',
        at: '--balancer',
      },
    );
  const names = candidates.map(({ kind, service }) => `${service.ref.service} (${kind})`).join(', ');
  throw new AutoscalerError('E_CONFIG', `several services may be the balancer: ${names}`, {
    at: '--balancer',
    fix: `Name the one that is meant, such as --balancer ${only.service.ref.service}.`,
  });
}
