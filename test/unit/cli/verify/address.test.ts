import { describe, expect, it } from 'vitest';
import { type AddressQuestion, requestAddress } from '../../../../src/cli/verify/address.ts';
import type { Replica } from '../../../../src/core/replica.ts';
import { surveyedReplica, surveyedService } from '../../../support/survey.ts';

const port = (inside: number, hostPort: number, hostIp = '0.0.0.0') => ({ port: inside, hostIp, hostPort });

const NOTHING: AddressQuestion['balancer'] = { service: 'lb', routes: [{ path: '/api' }], listen: [] };
const OWN = 'autoscaler1'.padEnd(64, '0');
const onNetworks = (service: string, ...places: readonly (readonly [string, string])[]): Replica => ({
  ...surveyedReplica(service, 1),
  addresses: places.map(([networkId, ipv4]) => ({ networkId, network: networkId, ipv4 })),
});

function addressWith(
  published: readonly ReturnType<typeof port>[],
  question: Partial<AddressQuestion> = {},
): string {
  const services = [surveyedService('lb', { published })];
  const survey = { project: 'shop', services, cpuCores: 2 };
  return requestAddress({ survey, balancer: NOTHING, url: undefined, containerId: undefined, ...question })
    .href;
}

describe('the address for requests', () => {
  it.each([
    [
      'the clients’ port rather than statistics',
      [port(8404, 9000), port(80, 8080)],
      'http://127.0.0.1:8080/api',
    ],
    ['an address of the host’s', [port(80, 80, '10.1.2.3')], 'http://10.1.2.3/api'],
    ['IPv6', [port(8080, 81, '::')], 'http://[::1]:81/api'],
    ['TLS', [port(443, 8443)], 'https://127.0.0.1:8443/api'],
  ])('is %s', (_, published, expected) => {
    expect(addressWith(published)).toBe(expected);
  });

  it('is the port that the policy lets the balancer listen on', () => {
    const listen = [{ port: 9443, tls: { certificate: '/c.pem' } }];
    const published = [port(80, 8080), port(9443, 9444)];
    expect(addressWith(published, { balancer: { ...NOTHING, listen } })).toBe('https://127.0.0.1:9444/api');
    const elsewhere = [{ port: 7000 }];
    expect(addressWith(published, { balancer: { ...NOTHING, listen: elsewhere } })).toBe(
      'http://127.0.0.1:8080/api',
    );
  });

  it('is the balancer’s own inside of a container, also for the host’s loopback', () => {
    const inside = { containerId: OWN };
    expect(addressWith([port(80, 8080)], inside)).toBe('http://10.0.0.1/api');
    const given = (url: string) => addressWith([port(80, 8080)], { ...inside, url });
    expect(given('http://localhost:8080/x')).toBe('http://10.0.0.1/x');
    expect(given('http://shop.example/x')).toBe('http://shop.example/x');
  });

  it('is on a network that the autoscaler’s container shares with the balancer', () => {
    const lb = onNetworks('lb', ['front', '10.1.0.2'], ['back', '10.2.0.2']);
    const survey = (own: Replica) => ({
      project: 'shop',
      cpuCores: 2,
      services: [
        surveyedService('lb', { published: [port(80, 8080)], replicas: [lb] }),
        surveyedService('autoscaler', { replicas: [own] }),
      ],
    });
    const ask = (...places: readonly (readonly [string, string])[]) =>
      addressWith([], { containerId: OWN, survey: survey(onNetworks('autoscaler', ...places)) });
    expect(ask(['back', '10.2.0.3'])).toBe('http://10.2.0.2/api');
    expect(() => ask(['other', '10.3.0.3'])).toThrow(/shares no network with lb/);
  });

  it('must be given where nothing is published, and be one', () => {
    expect(() => addressWith([])).toThrow(/publishes no port/);
    expect(() => addressWith([], { url: 'file:///etc/passwd' })).toThrow(/is not an address/);
    expect(addressWith([], { url: 'https://shop.example/' })).toBe('https://shop.example/');
  });
});
