import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertNoRefusals, refusals } from '../../../../src/adapters/docker/refusals.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { endpoint, type InspectedChanges, inspected, REF } from './fixtures.ts';

const reasons = (changes: InspectedChanges) =>
  refusals(inspected(changes), REF).map((refusal) => refusal.reason);

describe('refusals', () => {
  it('are none for an ordinary container', () => {
    expect(reasons({})).toEqual([]);
    expect(reasons({ top: { Name: '/shop_web_12' } })).toEqual([]);
    expect(reasons({ top: { Name: '/0123456789ab_shop-web-1' } })).toEqual([]);
    expect(reasons({ host: { NetworkMode: 'none' } })).toEqual([]);
  });

  it.each([
    ['a fixed name', { top: { Name: '/the-shop' } }, /the-shop/],
    ['a name that only begins like ours', { top: { Name: '/shop-web-one' } }, /shop-web-one/],
    ['the host’s network', { host: { NetworkMode: 'host' } }, /host’s network/],
    ['another’s network', { host: { NetworkMode: `container:${'b'.repeat(64)}` } }, /another container/],
    ['a fixed MAC address', { config: { MacAddress: '02:42:00:00:00:01' } }, /02:42:00:00:00:01/],
    [
      'a fixed IPv4',
      { networks: { n: endpoint({ IPAMConfig: { IPv4Address: '10.0.0.9' } }) } },
      /10\.0\.0\.9.* n/,
    ],
    ['a fixed IPv6', { networks: { n: endpoint({ IPAMConfig: { IPv6Address: 'fd00::9' } }) } }, /fd00::9/],
  ])('%s', (_title, changes, reason) => {
    expect(reasons(changes)).toEqual([expect.stringMatching(reason)]);
  });

  it('allow addresses that are given by the engine', () => {
    expect(reasons({ networks: { n: endpoint({ IPAMConfig: {} }) } })).toEqual([]);
    expect(reasons({ networks: { n: endpoint({ IPAMConfig: { IPv4Address: '' } }) } })).toEqual([]);
  });

  it('are all told at once, each with its fix', () => {
    const template = inspected({
      top: { Name: '/the-shop' },
      host: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
    });
    const thrown = catching(() => assertNoRefusals(template, REF));
    expect(thrown).toBeInstanceOf(AutoscalerError);
    expect(thrown).toMatchObject({
      code: 'E_NOT_CLONEABLE',
      message: expect.stringMatching(
        /^shop\/web cannot have .*the-shop.*; it publishes 80\/tcp .* port 8080/,
      ),
      fix: expect.stringMatching(/container_name.*without a host port/),
    });
  });

  it('a fixed host port always, an open one or a range never', () => {
    const port = fc.integer({ min: 1, max: 65_534 });
    const open = fc.oneof(
      fc.constantFrom('', '0', undefined),
      port.map((first) => `${first}-${first + 1}`),
    );
    const key = fc
      .tuple(port, fc.constantFrom('tcp', 'udp'))
      .map(([number, protocol]) => `${number}/${protocol}`);
    const bindings = fc.dictionary(key, fc.array(fc.record({ HostIp: fc.constant(''), HostPort: open })));
    fc.assert(
      fc.property(bindings, key, port, (all, published, hostPort) => {
        expect(reasons({ host: { PortBindings: all } })).toEqual([]);
        const fixed = { ...all, [published]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] };
        expect(reasons({ host: { PortBindings: fixed } })).toEqual([
          `it publishes ${published} on the host’s port ${hostPort}, which only one can have`,
        ]);
      }),
    );
  });
});

function catching(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
