import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/haproxy/names.ts';
import { readGenerated, renderBackend } from '../../../../src/adapters/haproxy/render.ts';
import type { Slot } from '../../../../src/adapters/haproxy/slots.ts';
import { addressKey, hostPort } from '../../../../src/core/server-address.ts';
import { checking, service } from './fixtures.ts';

const SLOTS: readonly Slot[] = [
  {
    name: 's1',
    member: {
      address: '10.0.0.2',
      port: 8080,
      replicaId: 'ab12cd34ef567890',
      replicaName: 'shop-web-1',
      weight: 100,
      state: 'active' as const,
    },
  },
  {
    name: 's2',
    member: {
      address: 'fd00::3',
      port: 8080,
      replicaId: 'cd34',
      replicaName: 'shop-web-2',
      weight: 100,
      state: 'draining' as const,
    },
  },
  { name: 's3' },
];

function render(changes: Parameters<typeof service>[0] = {}, slots = SLOTS) {
  const subject = service(changes);
  return renderBackend(safeNames(subject), subject.balancer, slots);
}

describe('the generated file', () => {
  it('carries used, draining and free slots', () => {
    const { content } = render(checking('/healthz'));
    expect(content).toContain('\nbackend web\n');
    expect(content).toContain("uri '/healthz'");
    expect(content.split('\n').filter((line) => line.startsWith('  server '))).toEqual([
      '  server s1 10.0.0.2:8080 check # shop-web-1 ab12cd34ef56',
      '  server s2 [fd00::3]:8080 check disabled # shop-web-2 cd34, draining',
      '  server s3 0.0.0.0:80 check disabled',
    ]);
  });

  it('says whose it is, and that it is not to be edited', () => {
    const [title, owner, hash] = render().content.split('\n');
    expect(title).toMatch(/compose-autoscaler; do not edit/);
    expect(owner).toBe('# Service: shop/web');
    expect(hash).toMatch(/^# Content: sha256 [0-9a-f]{16}$/);
  });

  it('checks by connecting when there is no path', () => {
    expect(render().content).not.toContain('httpchk');
  });

  it('is the same for the same input, and its settings do not depend on the members', () => {
    expect(render()).toEqual(render());
    expect(render({}, []).settings).toBe(render().settings);
    expect(render({}, []).content).not.toBe(render().content);
  });

  it('has other settings for another algorithm, check path or backend', () => {
    const all = [
      render(),
      render({ algorithm: 'leastconn' }),
      render(checking('/a')),
      render(checking('/b')),
      render({ backend: 'other' }),
    ];
    expect(new Set(all.map(({ settings }) => settings)).size).toBe(all.length);
  });

  it('keeps hostile container names in their comment', () => {
    const hostile = {
      address: '10.0.0.2',
      port: 80,
      replicaId: 'a\nb',
      replicaName: 'x\n  server evil 6.6.6.6:80',
      weight: 100,
      state: 'active' as const,
    };
    const { content } = render({}, [{ name: 's1', member: hostile }]);
    expect(content.split('\n').filter((line) => line.trim().startsWith('server ')).length).toBe(1);
  });

  it('can be read back', () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6().filter((ip) => !ip.includes('.')),
    );
    const state = fc.constantFrom('joining', 'active', 'draining');
    const slot = fc.record({ address, port: fc.integer({ min: 1, max: 65_535 }), state });
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 6 }), (rows) => {
        const slots = rows.map((row, index) => ({
          name: `s${index + 1}`,
          member: { ...row, replicaId: 'id', replicaName: 'name', weight: 100 },
        }));
        const file = readGenerated(render({}, slots).content);
        expect(file.owner).toBe('shop/web');
        expect([...file.slots].map(([name, at]) => [name, hostPort(at)])).toEqual(
          slots.map(({ name, member }) => [name, hostPort(member)]),
        );
        expect([...file.slots.values()].map(addressKey)).toEqual(rows.map(addressKey));
      }),
    );
  });

  it('is not taken for ours when somebody else wrote it', () => {
    expect(readGenerated('backend web\n  server s1 10.0.0.2:80 check\n').owner).toBeUndefined();
    expect(() => fc.assert(fc.property(fc.string(), (text) => void readGenerated(text)))).not.toThrow();
  });
});
