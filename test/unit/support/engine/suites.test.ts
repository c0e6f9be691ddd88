import { describe, expect, it } from 'vitest';
import { daemonConfig } from '../../../support/engine/daemon-config.ts';
import { inSubnets } from '../../../support/engine/firewall.ts';
import { mountsBelow } from '../../../support/engine/mounts.ts';
import { enginePaths, ownSuite } from '../../../support/engine/paths.ts';
import { suiteNames, suites } from '../../../support/engine/suites.ts';

const all = suiteNames.map((name) => suites[name]);

describe('suites', () => {
  it('share no bridge, cgroup, socket or data', () => {
    const configs = all.map((suite) => daemonConfig(suite, enginePaths(suite.name)));
    for (const key of ['bridge', 'cgroup-parent', 'data-root', 'exec-root', 'pidfile', 'hosts']) {
      expect(new Set(configs.map((config) => String(config[key]))).size).toBe(all.length);
    }
  });

  it('share no address', () => {
    for (const { bridgeAddress, addressPool, name } of all) {
      for (const other of all.filter((suite) => suite.name !== name)) {
        for (const subnet of [bridgeAddress, addressPool]) {
          expect(inSubnets(subnet.split('/')[0] ?? '', [other.bridgeAddress, other.addressPool])).toBe(false);
        }
      }
    }
  });

  it('have interface names the kernel takes and sockets short enough', () => {
    for (const { bridge, name } of all) {
      expect(bridge.length).toBeLessThan(16);
      expect(enginePaths(name).socket.length).toBeLessThan(108);
    }
  });

  it('are known by their socket', () => {
    expect(ownSuite(`unix://${enginePaths('trixie').socket}`)).toBe('trixie');
    expect(ownSuite('unix:///var/run/docker.sock')).toBeUndefined();
  });
});

describe('mountsBelow', () => {
  it('lists the deepest mounts first and no neighbour', () => {
    const mounts = [
      'overlay /data/sid/overlay2/a/merged overlay rw 0 0',
      'tmpfs /data/sid tmpfs rw 0 0',
      'tmpfs /data/sidecar tmpfs rw 0 0',
      'nsfs /run/with\\040space/netns/x nsfs rw 0 0',
    ].join('\n');
    expect(mountsBelow(mounts, ['/data/sid', '/run/with space'])).toEqual([
      '/data/sid/overlay2/a/merged',
      '/run/with space/netns/x',
      '/data/sid',
    ]);
  });
});
