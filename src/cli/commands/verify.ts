import type { SettingFlags } from '../../config/settings/gather.ts';
import { findService } from '../../controller/scale-service.ts';
import { BALANCER_KIND_NAMES } from '../../core/balancer-kinds.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import type { ServiceState } from '../../core/replica.ts';
import { delegateToController } from '../delegate.ts';
import { formatJson, formatTable } from '../output.ts';
import { policyOf } from '../policy-of.ts';
import type { CliContext, Runtime } from '../runtime.ts';
import { requestAddress } from '../verify/address.ts';
import { agreementCheck, type Witnesses } from '../verify/agreement.ts';
import { callDeadline } from '../verify/call-deadline.ts';
import type { Check } from '../verify/check.ts';
import { Client, type Target } from '../verify/client.ts';
import { PADDING } from '../verify/counting.ts';
import { failover } from '../verify/failover.ts';
import { trafficChecks } from '../verify/verify-service.ts';

/** What `autoscaler verify` may be told. */
export interface VerifyOptions {
  readonly flags: SettingFlags;
  readonly service: string;
  readonly project: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly replicaHeader: string | undefined;
  readonly requests: number | undefined;
  readonly failover: boolean;
  readonly json: boolean;
  readonly timeoutMs: number;
}

/** Of each replica, unless a count is given: every algorithm meets every replica by then. */
const REQUESTS_EACH = 20;
const LEAST_REQUESTS = 200;

/** Checks a running service against what its policy promises. Returns 0 when all held, 1 when a check failed. */
export async function verify(context: CliContext, options: VerifyOptions): Promise<number> {
  const { terminal } = context;
  const journal = options.failover ? 'write' : 'read';
  const runtime = await context.open({ flags: options.flags, journal, log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const states = await runtime.deps.target.list(callDeadline());
    const state = findService(states, options.service, options.project);
    const policy = await policyOf(runtime, states, state);
    const witnesses = witnessesOf(runtime, policy);
    const target = await targetOf(runtime, options, witnesses, state);
    const checks = await run(runtime, context, options, { state, policy, witnesses, target });
    const hasFailed = checks.some(({ verdict }) => verdict === 'failed');
    const { project, service } = state.ref;
    const document = { project, service, url: target.url.href, held: !hasFailed, checks };
    terminal.out(options.json ? formatJson(document) : formatChecks(target, checks));
    return hasFailed ? 1 : 0;
  } finally {
    await runtime.close();
  }
}

interface Subject {
  readonly state: ServiceState;
  readonly policy: Policy;
  readonly witnesses: Witnesses;
  readonly target: Target;
}

async function run(
  runtime: Runtime,
  { terminal }: CliContext,
  options: VerifyOptions,
  { state, policy, witnesses, target }: Subject,
): Promise<readonly Check[]> {
  const { interrupted, err: tell } = terminal;
  const { timeoutMs } = options;
  const replicas = state.replicas.filter((replica) => replica.state === 'ready');
  const requests = options.requests ?? Math.max(LEAST_REQUESTS, replicas.length * REQUESTS_EACH);
  const counting = {
    service: witnesses.service,
    replicas,
    auditor: witnesses.auditor,
    traffic: runtime.traffic,
    replicaHeader: options.replicaHeader,
  };
  const checks = [
    await agreementCheck('agreement', witnesses, state.replicas, interrupted),
    ...(await trafficChecks({ target, counting, requests, timeoutMs }, interrupted)),
  ];
  interrupted.throwIfAborted();
  if (!options.failover) return checks;
  const client = new Client({ ...target, headers: {} });
  try {
    const stage = { runtime, policy, witnesses, client, timeoutMs, tell };
    return [...checks, ...(await failover(stage, state.replicas, interrupted))];
  } finally {
    client.close();
  }
}

function witnessesOf({ deps, auditors }: Runtime, { ref, balancer, max }: Policy): Witnesses {
  if (balancer.kind === 'none')
    throw new AutoscalerError(
      'E_CONFIG',
      `${serviceKey(ref)} has no balancer, so there is nothing to verify`,
      { fix: `Name its balancer in the policy: balancer: ${BALANCER_KIND_NAMES.join(', or ')}.` },
    );
  return {
    service: { ref, balancer, capacity: max },
    balancer: deps.balancers(balancer.kind),
    auditor: auditors(balancer.kind),
  };
}

async function targetOf(
  runtime: Runtime,
  { url, host }: VerifyOptions,
  { service: { ref, balancer } }: Witnesses,
  state: ServiceState,
): Promise<Target> {
  const signal = callDeadline();
  const survey = await runtime.surveyor.survey(ref.project, signal);
  const containerId = await runtime.ownContainerId(signal);
  const address = requestAddress({ survey, balancer, url, containerId });
  const routed = balancer.routes[0]?.host?.replace(/^\*\./, `${state.ref.service}.`);
  return { url: address, host: host ?? (url === undefined ? routed : undefined), headers: PADDING };
}

function formatChecks({ url }: Target, checks: readonly Check[]): string {
  const rows = checks.map(({ check, expected, measured, verdict }) => [check, expected, measured, verdict]);
  return `${url.href}\n${formatTable(['CHECK', 'EXPECTED', 'MEASURED', 'VERDICT'], rows)}`;
}
