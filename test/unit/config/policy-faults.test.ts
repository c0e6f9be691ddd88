import { describe, expect, it } from 'vitest';
import { MAX_FILE_CHARACTERS, parsePolicyFile } from '../../../src/config/policy-file.ts';

/** The faults of a policy for `web` with these further lines, the first of which is line 3. */
function faultsOf(...lines: readonly string[]) {
  const text = ['service: web', 'max: 10', ...lines, ''].join('\n');
  return parsePolicyFile(text, 'p.yaml').faults.map(({ at, message }) => `${at}: ${message}`);
}

describe('a fault stands at its place, with what is wrong', () => {
  it.each<[string, readonly string[], string]>([
    ['an unknown key', ['maxx: 3'], 'p.yaml:3:1: unknown key "maxx" in the policy; did you mean "max"?'],
    [
      'an unknown key in a metric',
      ['metrics:', '  cpu:', '    source: docker.cpu', '    target: 3', '    scaleup: { above: 3 }'],
      'p.yaml:7:5: unknown key "scaleup" in metric "cpu"; did you mean "scaleUp"?',
    ],
    [
      'an unknown key in a union',
      ['cooldown: { upp: 3s }'],
      'p.yaml:3:13: unknown key "upp" in "cooldown"; did you mean "up"?',
    ],
    ['min above max', ['min: 11'], 'p.yaml:3:6: "min" is 11, above "max" 10'],
    [
      'replicas that are not whole',
      ['min: 1.5'],
      'p.yaml:3:6: "min" must be a whole number of replicas from 1 to 1000, not 1.5',
    ],
    [
      'replicas below one',
      ['min: 0'],
      'p.yaml:3:6: "min" must be a whole number of replicas from 1 to 1000, not 0',
    ],
    [
      'replicas as text',
      ['min: two'],
      'p.yaml:3:6: "min" must be a whole number of replicas from 1 to 1000, not "two"',
    ],
    ['nothing where a mapping belongs', ['metrics:'], 'p.yaml:3:1: "metrics" must be a mapping, not nothing'],
    [
      'thresholds that cross',
      [
        'metrics:',
        '  cpu:',
        '    source: docker.cpu',
        '    scaleUp: { above: 30 }',
        '    scaleDown: { below: 30 }',
      ],
      'p.yaml:7:25: metric "cpu" scales down below 30, which is not under 30 where it scales up',
    ],
    [
      'a target of zero',
      ['metrics: { cpu: { source: docker.cpu, target: 0 } }'],
      'p.yaml:3:47: "target" in metric "cpu" must be a number above 0, or auto, not 0',
    ],
    [
      'a negative target',
      ['metrics: { cpu: { source: docker.cpu, target: -1 } }'],
      'p.yaml:3:47: "target" in metric "cpu" must be a number above 0, or auto, not -1',
    ],
    [
      'a target that is no number',
      ['metrics: { cpu: { source: docker.cpu, target: .nan } }'],
      'p.yaml:3:47: "target" in metric "cpu" must be a number above 0, or auto, not NaN',
    ],
    [
      'a bad duration',
      ['settle: 2 seconds'],
      'p.yaml:3:9: "settle" must be a duration such as 30s, 5m or 1h30m, at most 7d, not "2 seconds"',
    ],
    [
      'a duration without a unit',
      ['drain: { timeout: 30 }'],
      'p.yaml:3:19: "drain.timeout" must be a duration such as 30s, 5m or 1h30m, at most 7d, not 30',
    ],
    [
      'a bad percentage',
      ['hostReserve: { cpu: 110% }'],
      'p.yaml:3:21: "hostReserve.cpu" must be a percentage such as 10%, from 0% to 100%, not "110%"',
    ],
    [
      'a bad step',
      ['metrics: { m: { source: docker.cpu, scaleUp: { above: 3, step: 0 } } }'],
      'p.yaml:3:64: "scaleUp.step" in metric "m" must be a whole number of replicas of at least 1, or a percentage such as 50%, not 0',
    ],
    [
      'a bad cron expression',
      ['schedules:', '  office: { start: "0 8 * *", end: "0 19 * * *", min: 2 }'],
      'p.yaml:4:20: "start" in schedule "office" must be a cron expression of five fields (minute hour day month weekday), not "0 8 * *"',
    ],
    [
      'a bad time zone',
      ['schedules:', '  office: { start: "0 8 * * *", end: "0 19 * * *", min: 2, timeZone: Berlin }'],
      'p.yaml:4:70: "timeZone" in schedule "office" must be an IANA time zone such as Europe/Berlin or UTC, not "Berlin"',
    ],
    [
      'a schedule that changes nothing',
      ['schedules:', '  office: { start: "0 8 * * *", end: "0 19 * * *" }'],
      'p.yaml:4:11: schedule "office" changes nothing',
    ],
    [
      'a schedule above max',
      ['schedules:', '  office: { start: "0 8 * * *", end: "0 19 * * *", min: 12 }'],
      'p.yaml:4:57: "min" in schedule "office" is 12, above the policy’s "max" 10',
    ],
    [
      'a schedule that ends when it starts',
      ['schedules:', '  office: { start: "0 8 * * *", end: "0 8 * * *", min: 2 }'],
      'p.yaml:4:38: schedule "office" ends when it starts',
    ],
    [
      'nothing to scale by',
      ['metrics: {}'],
      'p.yaml:3:10: "metrics" is empty and there are no schedules, so nothing would ever scale',
    ],
    [
      'a metric without a source',
      ['metrics: { cpu: { target: 3 } }'],
      'p.yaml:3:17: metric "cpu" has no source',
    ],
    [
      'a metric with two sources',
      ['metrics: { cpu: { source: docker.cpu, prometheus: up, aggregate: total, target: 3 } }'],
      'p.yaml:3:51: metric "cpu" has both "source" and "prometheus"',
    ],
    [
      'a metric without a rule',
      ['metrics: { cpu: { source: docker.cpu } }'],
      'p.yaml:3:17: metric "cpu" has no rule',
    ],
    [
      'a metric with two rules',
      ['metrics: { cpu: { source: docker.cpu, target: 3, scaleUp: { above: 3 } } }'],
      'p.yaml:3:47: metric "cpu" has both a "target" and thresholds',
    ],
    [
      'a query whose aggregate is open',
      ['metrics: { r: { prometheus: up, target: 3 } }'],
      'p.yaml:3:15: metric "r" has a target for a query, but does not say what the query’s value is',
    ],
    [
      'a query that cannot be PromQL',
      ["metrics: { r: { prometheus: 'sum(up', aggregate: total, target: 3 } }"],
      'p.yaml:3:29: "prometheus" in metric "r" must be PromQL, but a ")" is missing',
    ],
    [
      'an unknown source',
      ['metrics: { r: { source: docker.cpus, target: 3 } }'],
      'p.yaml:3:25: "source" in metric "r" must be one of docker.cpu, docker.memory, balancer.requests-per-second, balancer.response-time, balancer.in-flight, balancer.queue, not "docker.cpus"; did you mean "docker.cpu"?',
    ],
    [
      'a balancer metric without a balancer',
      ['metrics: { r: { source: balancer.queue, target: 3 } }'],
      'p.yaml:3:25: metric "r" reads the balancer’s counters, but the policy has no balancer',
    ],
    [
      'a metric name that is no name',
      ['metrics: { "a b": { source: docker.cpu, target: 3 } }'],
      'p.yaml:3:12: the name "a b" in "metrics" must be a name of letters, digits, _ and -, beginning with a letter',
    ],
    [
      'an unknown balancer',
      ['balancer: haproxi'],
      'p.yaml:3:11: "balancer" must be haproxy, nginx or none, or a mapping with kind, service, port and so on, not "haproxi"; did you mean "haproxy"?',
    ],
    [
      'a port out of range',
      ['balancer: { port: 70000 }'],
      'p.yaml:3:19: "balancer.port" must be a port from 1 to 65535, not 70000',
    ],
    [
      'a balancer that scales itself',
      ['balancer: { service: web }'],
      'p.yaml:3:11: service "web" is its own balancer',
    ],
    [
      'settings of no balancer',
      ['balancer: { kind: none, port: 80 }'],
      'p.yaml:3:31: "balancer.port" has no meaning with balancer none',
    ],
    [
      'a runtime socket of nginx',
      ['balancer: { kind: nginx, socket: /run/nginx.sock }'],
      'p.yaml:3:34: "balancer.socket" is not possible with nginx',
    ],
    [
      'a check path for nginx',
      ['balancer: { kind: nginx, check: { path: /healthz } }'],
      'p.yaml:3:33: "balancer.check" is not possible with nginx',
    ],
    [
      'counters of nginx',
      ['balancer: nginx', 'metrics: { r: { source: balancer.queue, target: 3 } }'],
      'p.yaml:4:25: metric "r" reads the balancer’s counters, but nginx does not count by service',
    ],
    [
      'a backend made of HAProxy syntax',
      ['balancer: { backend: "a\\n  server x" }'],
      'p.yaml:3:22: "balancer.backend" must be a name of letters, digits, ".", "_" and "-", not "a\\n  server x"',
    ],
    [
      'a check path made of HAProxy syntax',
      ['balancer: { check: { path: "/ok\\n bad" } }'],
      'p.yaml:3:28: "balancer.check.path" must be an HTTP path that begins with / and has no spaces or quotes, not "/ok\\n bad"',
    ],
    [
      'an unknown drift rule',
      ['drift: adapt'],
      'p.yaml:3:8: "drift" must be adopt, restore or hold, or a mapping with increased and decreased, not "adapt"; did you mean "adopt"?',
    ],
    [
      'a floor outside the bounds',
      ['missingData: { floor: 20 }'],
      'p.yaml:3:23: "missingData.floor" is 20, outside 1 to 10',
    ],
    [
      'a project that is none',
      ['project: My Shop'],
      'p.yaml:3:10: "project" must be a Compose project name of lower-case letters, digits, "_" and "-", not "My Shop"',
    ],
    ['a key given twice', ['max: 3'], 'p.yaml:3:1: not YAML: Map keys must be unique'],
    [
      'YAML that does not parse',
      ['metrics: [1'],
      'p.yaml:4:1: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['an unknown tag', ['min: !secret x'], 'p.yaml:3:6: not YAML: Unresolved tag: !secret'],
  ])('%s', (_what, lines, fault) => {
    expect(faultsOf(...lines)).toContain(fault);
  });

  it.each(['web; rm -rf /', 'a b', '$(id)', 'web\n  server evil', '../web', 'wéb', ''])(
    'a service name made of syntax: %j',
    (name) => {
      const { faults } = parsePolicyFile(`service: ${JSON.stringify(name)}\nmax: 2\n`, 'p.yaml');
      expect(faults[0]?.at).toBe('p.yaml:1:10');
      expect(faults[0]?.message).toContain('"service" must be a Compose service name');
    },
  );
});

describe('faults', () => {
  it('come all at once, in the order of the lines, also where single values are wrong', () => {
    const found = faultsOf(
      'min: 12',
      'unknown: 1',
      'cooldown: soon',
      'metrics:',
      '  cpu: { source: docker.cpu, scaleUp: { above: 30, for: x }, scaleDown: { below: 40 } }',
      'settle: -1s',
    );
    expect(found.map((fault) => fault.slice(0, 'p.yaml:3'.length))).toEqual([
      'p.yaml:3',
      'p.yaml:4',
      'p.yaml:5',
      'p.yaml:7',
      'p.yaml:7',
      'p.yaml:8',
    ]);
  });

  it('are reported for every document; the good ones are kept', () => {
    const { drafts, faults, broken } = parsePolicyFile(
      'service: a\nmax: x\n---\nservice: b\nmax: 2\n---\nservice: c\nmx: 1\n---\n[1]\n',
      'p.yaml',
    );
    expect(drafts.map((draft) => draft.service)).toEqual(['b']);
    expect(broken).toEqual(['a', 'c']);
    expect(faults.map((fault) => fault.at)).toEqual([
      'p.yaml:2:6',
      'p.yaml:7:1',
      'p.yaml:8:1',
      'p.yaml:10:1',
    ]);
  });

  it('name a missing key where the mapping begins', () => {
    expect(parsePolicyFile('# policy\nservice: web\n', 'p.yaml').faults).toEqual([
      { at: 'p.yaml:2:1', message: '"max" is missing: it must be a whole number of replicas from 1 to 1000' },
    ]);
  });

  it('are found in an empty, an oversized and a bottomless file', () => {
    const at = (text: string) =>
      parsePolicyFile(text, 'p.yaml').faults.map((fault) => `${fault.at}: ${fault.message}`);
    for (const text of ['', '# nothing\n']) expect(at(text)).toEqual(['p.yaml:1:1: holds no policy']);
    expect(at('x'.repeat(MAX_FILE_CHARACTERS + 1))).toEqual(['p.yaml:1:1: is over 1000000 characters long']);
    expect(at('['.repeat(10_000))[0]).toMatch(/^p\.yaml:1:\d+: not YAML/);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(at(bomb)[0]).toContain('not YAML that can be read: Excessive alias count');
  });
});
