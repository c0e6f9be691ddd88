import { type Policy, serviceKey, UNBOUNDED } from '../core/policy.ts';
import type { ServiceState } from '../core/replica.ts';
import { configError, type Fault } from './fault.ts';
import { LABEL_PREFIX, labelPlaces } from './label-places.ts';
import { type Label, labelTree } from './label-tree.ts';
import { type PolicyResult, readPolicy } from './policy-document.ts';

const ENABLE = `${LABEL_PREFIX}enable`;
/** Short for `autoscaler.balancer.port`. */
const PORT = `${LABEL_PREFIX}port`;

/** What labels say of a service that has no policy: how a replica comes and goes, not how many there are. */
const WITHOUT_POLICY: ReadonlySet<string | undefined> = new Set([
  'balancer',
  'drain',
  'readyTimeout',
  'settle',
  'victim',
]);

function labelsOf(state: ServiceState): readonly Label[] {
  return Object.entries(state.labels)
    .filter(([name]) => name.startsWith(LABEL_PREFIX) && name !== ENABLE)
    .map(([name, text]) => ({
      name,
      text,
      path: name === PORT ? ['balancer', 'port'] : name.slice(LABEL_PREFIX.length).split('.'),
    }));
}

function read(
  state: ServiceState,
  labels: readonly Label[],
  fixed: Readonly<Record<string, unknown>>,
): PolicyResult {
  const service = serviceKey(state.ref);
  const at = (name: string) => `label ${name} of ${service}`;
  const tree = labelTree(labels, at);
  const own = labels.find(({ path }) => path.join('.') === 'service' || path.join('.') === 'project');
  const faults: Fault[] = [...tree.faults];
  if (own !== undefined)
    faults.push({
      at: at(own.name),
      message: `unknown label "${own.name}"; the service is the one that has the label`,
      fix: 'Remove it.',
    });
  const names = new Map(labels.map(({ path, name }) => [path.join('.'), name]));
  const places = labelPlaces(service, names);
  const result = readPolicy({ ...Object(tree.data), ...fixed, ...state.ref }, places, `labels of ${service}`);
  if (faults.length === 0) return result;
  return { faults: 'faults' in result ? [...faults, ...result.faults] : faults };
}

/** The policy in the labels of a service, or what is wrong with it; undefined when they do not enable one. */
export function labelPolicy(state: ServiceState): PolicyResult | undefined {
  const labels = labelsOf(state);
  const enable = state.labels[ENABLE];
  const service = serviceKey(state.ref);
  if (enable === 'true') return read(state, labels, {});
  if (enable !== undefined && enable !== 'false') {
    const message = `"${ENABLE}" must be true or false, not "${enable}"`;
    return { faults: [{ at: `label ${ENABLE} of ${service}`, message }] };
  }
  const idle = labels.filter(({ path }) => !WITHOUT_POLICY.has(path[0]));
  if (enable === 'false' || idle.length === 0) return undefined;
  const names = idle.map(({ name }) => name).join(', ');
  return {
    faults: [
      {
        at: `labels of ${service}`,
        message: `there is no ${ENABLE}=true, so ${names} have no effect`,
        fix: `Add the label ${ENABLE}=true, or false to switch the policy off.`,
      },
    ],
  };
}

/** See `PolicyReader.withoutPolicy`. */
export function unboundedPolicy(state: ServiceState): Policy {
  const labels = labelsOf(state).filter(({ path }) => WITHOUT_POLICY.has(path[0]));
  const result = read(state, labels, { min: 1, max: 1, metrics: {} });
  if ('draft' in result) return { ref: state.ref, ...result.draft.body, min: 0, max: UNBOUNDED };
  const [first = { at: `labels of ${serviceKey(state.ref)}`, message: 'cannot be read' }] = result.faults;
  throw configError(first);
}
