import type { ReplicaNumbers } from './moment.ts';

/** What the demo shows of the controller's metrics. */
export interface ControllerNumbers {
  readonly replicas: ReplicaNumbers | undefined;
  readonly cpuPercent: number | undefined;
  /** Decisions since it started, those to hold included. */
  readonly decisions: number;
}

/** Reads the numbers of one service out of the controller's Prometheus text. */
export function parseNumbers(text: string, project: string, service: string): ControllerNumbers {
  const label = new RegExp(`project="${project}",service="${service}"`);
  const samples = text.split('\n').flatMap((line) => {
    const match = /^(\w+)\{(.*)\} (\S+)$/.exec(line);
    return match?.[1] && label.test(match[2] ?? '') ? [[match[1], Number(match[3])] as const] : [];
  });
  const first = (name: string) => samples.find(([found]) => found === name)?.[1];
  const current = first('autoscaler_replicas_current');
  const ready = first('autoscaler_replicas_ready');
  const wanted = first('autoscaler_replicas_desired');
  const isKnown = current !== undefined && ready !== undefined && wanted !== undefined;
  return {
    replicas: isKnown ? { current, ready, wanted } : undefined,
    cpuPercent: first('autoscaler_service_cpu_percent'),
    decisions: samples.reduce((sum, [name, n]) => (name === 'autoscaler_decisions_total' ? sum + n : sum), 0),
  };
}

/** Asks the controller for its numbers; undefined when it does not answer within a second. */
export async function askNumbers(
  url: string,
  project: string,
  service: string,
): Promise<ControllerNumbers | undefined> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(1000) });
    return response.ok ? parseNumbers(await response.text(), project, service) : undefined;
  } catch {
    return undefined;
  }
}
