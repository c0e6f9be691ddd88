import { soon } from '../wait.ts';

/** The sum of a metric's series in the controller's own /metrics that have these labels. */
export async function controllerMetric(
  url: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const text = await fetch(`${url}/metrics`, { signal: soon(5000) }).then((response) => response.text());
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const series = text
    .split('\n')
    .filter(
      (line) =>
        (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) &&
        wanted.every((label) => line.includes(label)),
    );
  return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
