import { afterAll, describe, expect, it } from 'vitest';
import { FOLLOWING, OfflineCli } from '../../support/simulation/offline-cli.ts';
import { daily } from '../../support/simulation/shapes.ts';

const cli = new OfflineCli();
afterAll(() => cli.close());
const policy = cli.write('web.yaml', FOLLOWING);
const trace = cli.write('daily.csv', daily(1));
const simulate = (...args: readonly string[]) => cli.run('simulate', ...args);
const BASE = ['--policy', policy, '--trace', trace];

describe('what is refused with exit code 2', () => {
  const two = cli.write('two.yaml', `${FOLLOWING}---\n${FOLLOWING.replace('web', 'api')}`);
  const query = cli.write(
    'query.yaml',
    FOLLOWING.replace('source: balancer.requests-per-second', 'prometheus: sum(x), aggregate: total'),
  );
  const negative = cli.write('negative.csv', daily(1).replace(/,\d+\n/, ',-4\n'));
  it.each([
    ['no load', ['--policy', policy], 'Give --trace FILE, or --prometheus URL'],
    ['two loads', [...BASE, '--prometheus', 'http://p:9090'], 'a load is needed, from one place'],
    ['a metric that the policy lacks', [...BASE, '--metric', 'load=docker.cpu'], 'no metric "load"'],
    ['an unknown unit', [...BASE, '--unit', 'rps'], 'one of relative, req/s, req/min, req/step'],
    ['a range that is too long', [...BASE, '--range', '30d'], 'up to 10d'],
    ['a share without its sign', [...BASE, '--slo', '1'], 'such as 1%'],
    ['a policy of today that is not there', [...BASE, '--today', 'gone.yaml'], 'gone.yaml'],
    [
      'a trace that is not there',
      ['--policy', policy, '--trace', 'gone.csv'],
      'gone.csv: the trace cannot be read',
    ],
    [
      'a faulty trace',
      ['--policy', policy, '--trace', negative],
      'negative.csv:2: the load is negative (-4)',
    ],
    ['a policy that is not there', ['--policy', 'gone.yaml', '--trace', trace], 'gone.yaml'],
    ['several policies', ['--policy', two, '--trace', trace], 'two.yaml: 2 policies'],
    [
      'an unknown service',
      ['--policy', two, '--trace', trace, '--service', 'db'],
      'no policy for service "db"',
    ],
    [
      'a query nobody declared',
      ['--policy', query, '--trace', trace],
      'metric "requests" measures is not known',
    ],
    ['an unknown measure', [...BASE, '--metric', 'requests=cpu'], 'one of docker.cpu, '],
    ['an unknown baseline', [...BASE, '--against', 'hpa,kada'], '"kada" is none of hpa, keda, '],
    ['a target of the script', [...BASE, '--against', 'script=3'], 'script has no target'],
    ['a target that is no number', [...BASE, '--against', 'hpa=x'], 'must be a number over 0'],
    ['an SLO that cannot be kept', [...BASE, '--latency', '50ms'], 'over the SLO of 50 ms'],
    ['a rate of 0', [...BASE, '--service-rate', '0'], 'must be a number over 0'],
    ['half a contention', [...BASE, '--contention', '0.1'], 'two shares from 0 to below 1'],
    ['a contention over 1', [...BASE, '--contention', '2,0'], 'two shares from 0 to below 1'],
    ['too much contention', [...BASE, '--contention', '0.02,0.01'], 'Lower --peak-replicas or --contention'],
    ['an interval between steps', [...BASE, '--control-interval', '7s'], 'must be a multiple of 5s'],
    ['no replicas', [...BASE, '--peak-replicas', '0'], 'must be a whole number'],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await simulate(...args);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('but a declared query and a named service do', async () => {
    const { code } = await simulate(
      '--policy',
      query,
      '--trace',
      trace,
      '--metric',
      'requests=balancer.in-flight',
    );
    expect(code).toBe(0);
    expect((await simulate('--policy', two, '--trace', trace, '--service', 'api')).code).toBe(0);
  });
});
