import { soon } from '../wait.ts';

const ROUNDS = 5;

/** The hostnames of the replicas that answer through the balancer; looks until it has seen `count` of them. */
export async function answeringHosts(url: string, count: number): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS && seen.size < count; round += 1) {
    const answers = await Promise.all(Array.from({ length: 4 * count }, () => hostAt(url)));
    for (const host of answers) seen.add(host);
  }
  return seen;
}

async function hostAt(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/slow?ms=20`, { signal: soon(5000) });
    if (!response.ok) return `status ${response.status}`;
    const { hostname }: { hostname: string } = JSON.parse(await response.text());
    return hostname;
  } catch (error) {
    return String(error);
  }
}
