import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupServices } from '../../../../src/adapters/docker/services.ts';
import { healthInStatus, replicaState } from '../../../../src/adapters/docker/status.ts';
import { chooseTemplate } from '../../../../src/adapters/docker/template.ts';
import { endpoint, labelsOf, listed } from './fixtures.ts';

describe('the state in a status text', () => {
  it.each([
    ['running', 'Up 3 minutes', 'ready', false],
    ['running', 'Up 3 minutes (healthy)', 'ready', true],
    ['running', 'Up Less than a second (health: starting)', 'starting', true],
    ['running', 'Up 2 hours (unhealthy)', 'unhealthy', true],
    ['paused', 'Up 2 hours (Paused)', 'unhealthy', false],
    ['restarting', 'Restarting (1) 3 seconds ago', 'unhealthy', false],
    ['exited', 'Exited (137) 5 minutes ago', 'exited', false],
    ['created', 'Created', 'created', false],
    ['dead', 'Dead', 'exited', false],
    ['removing', 'Removal In Progress', 'removing', false],
    ['something new', 'Something new', 'exited', false],
  ])('%s, “%s” is %s', (state, status, expected, hasHealth) => {
    const health = healthInStatus(status);
    expect(replicaState(state, health)).toBe(expected);
    expect(health !== 'none').toBe(hasHealth);
  });

  it('never trips over a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (state, status) => {
        expect(replicaState(state, healthInStatus(status))).toBeTypeOf('string');
      }),
    );
  });
});

describe('groupServices', () => {
  it('makes services of Compose’s containers, replicas by number', () => {
    const other = labelsOf(1, { project: 'shop', service: 'api' });
    const services = groupServices([
      listed(3),
      listed(1, { Labels: other, Names: ['/shop-api-1'] }),
      listed(2),
      listed(9, { Labels: { 'com.docker.compose.project': 'shop' } }),
    ]);
    expect(services.map(({ ref, replicas }) => [ref.service, replicas.map((one) => one.number)])).toEqual([
      ['web', [2, 3]],
      ['api', [1]],
    ]);
  });

  it('reads addresses and TCP ports', () => {
    const port = (PrivatePort: number, Type: string) => ({ IP: '', PrivatePort, PublicPort: 0, Type });
    const networks = {
      front: endpoint({ NetworkID: 'n1', GlobalIPv6Address: 'fd00::2' }),
      back: endpoint({ NetworkID: 'n2', IPAddress: '' }),
    };
    const [service] = groupServices([
      listed(1, {
        Ports: [port(9100, 'tcp'), port(8080, 'tcp'), port(8080, 'tcp'), port(53, 'udp')],
        NetworkSettings: { Networks: networks },
      }),
    ]);
    expect(service?.replicas[0]).toMatchObject({
      createdAt: 1_700_000_001_000,
      ports: [8080, 9100],
      addresses: [
        { networkId: 'n1', network: 'front', ipv4: '10.0.0.2', ipv6: 'fd00::2' },
        { networkId: 'n2', network: 'back' },
      ],
    });
    expect(service?.replicas[0]?.addresses[1]).not.toHaveProperty('ipv4');
  });

  it('takes a stopped replica to have the health check that a running one has', () => {
    const [service] = groupServices([
      listed(1, { Status: 'Up 1 second (healthy)' }),
      listed(2, { State: 'exited', Status: 'Exited (0) 1 second ago' }),
    ]);
    expect(service?.replicas.map((replica) => replica.hasHealthCheck)).toEqual([true, true]);
  });

  it('takes the labels of the newest', () => {
    const labels = { ...labelsOf(1), 'autoscaler.enable': 'true' };
    const [service] = groupServices([listed(2, { Created: 1 }), listed(1, { Created: 2, Labels: labels })]);
    expect(service?.labels).toEqual(labels);
  });
});

describe('chooseTemplate', () => {
  const hash = (number: number, value: string) => ({
    Labels: { ...labelsOf(number), 'com.docker.compose.config-hash': value },
  });

  it('is the newest running one of the newest configuration', () => {
    const containers = [
      listed(1, { Created: 10, ...hash(1, 'old') }),
      listed(2, { Created: 20, ...hash(2, 'new') }),
      listed(3, { Created: 30, ...hash(3, 'new') }),
      listed(4, { Created: 40, ...hash(4, 'new'), State: 'created' }),
    ];
    expect(chooseTemplate(containers)).toBe(containers[2]);
  });

  it('is a stopped one rather than one of an older configuration', () => {
    const containers = [
      listed(1, { Created: 10, ...hash(1, 'old') }),
      listed(2, { Created: 20, ...hash(2, 'new'), State: 'exited' }),
    ];
    expect(chooseTemplate(containers)).toBe(containers[1]);
  });

  it('is none that goes away', () => {
    expect(chooseTemplate([listed(1, { State: 'removing' }), listed(2, { State: 'dead' })])).toBeUndefined();
    expect(chooseTemplate([])).toBeUndefined();
  });
});
