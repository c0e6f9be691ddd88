import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCandidates } from '../../../../src/adapters/docker/own-container.ts';
import { hostPathOf, sharedPath } from '../../../../src/adapters/docker/reachable-path.ts';
import { idOf } from './fixtures.ts';

const volume = (Name: string, Destination: string) => ({
  Type: 'volume',
  Name,
  Source: `/var/lib/docker/volumes/${Name}/_data`,
  Destination,
});
const bind = (Source: string, Destination: string) => ({ Type: 'bind', Source, Destination });

describe('idCandidates', () => {
  const id = idOf('c');

  it.each([
    [
      'a bind of the hostname',
      `700 600 0:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw`,
      '',
      'x',
    ],
    ['a root elsewhere', `700 600 0:1 /docker/containers/${id}/resolv.conf /etc/resolv.conf rw`, '', 'x'],
    ['cgroup v1', '', `12:pids:/docker/${id}\n11:cpu:/docker/${id}\n`, 'x'],
    ['systemd’s cgroup', '', `0::/system.slice/docker-${id}.scope\n`, 'x'],
  ])('by %s', (_title, mountInfo, cgroup, host) => {
    expect(idCandidates(mountInfo, cgroup, host)).toEqual([id]);
  });

  it('by the hostname, after the surer signs', () => {
    expect(idCandidates('', '0::/\n', 'cccccccccccc')).toEqual(['cccccccccccc']);
    const mountInfo = `1 2 0:1 /containers/${id}/hosts /etc/hosts rw`;
    expect(idCandidates(mountInfo, '', 'dddddddddddd')).toEqual([id, 'dddddddddddd']);
  });

  it('are none on a host, though it carries containers’ mounts', () => {
    const mountInfo = `900 30 0:60 / /var/lib/docker/containers/${id}/mounts/shm rw - tmpfs shm rw`;
    expect(idCandidates(mountInfo, '0::/user.slice/user-1000.slice\n', 'big-iron')).toEqual([]);
  });
});

describe('hostPathOf', () => {
  const mounts = [bind('/srv/lb', '/etc/lb'), volume('auto', '/etc/lb/auto')];

  it('goes by the innermost mount', () => {
    expect(hostPathOf(mounts, '/etc/lb/haproxy.cfg')).toBe('/srv/lb/haproxy.cfg');
    expect(hostPathOf(mounts, '/etc/lb/auto/x')).toBe('/var/lib/docker/volumes/auto/_data/x');
    expect(hostPathOf(mounts, '/etc/lbx')).toBeUndefined();
    expect(hostPathOf([{ Type: 'tmpfs', Source: '', Destination: '/run' }], '/run/x')).toBeUndefined();
  });
});

describe('sharedPath', () => {
  it('goes through the same volume', () => {
    expect(sharedPath([volume('auto', '/mine')], [volume('auto', '/theirs')], '/theirs/a/b')).toBe(
      '/mine/a/b',
    );
    expect(sharedPath([volume('other', '/mine')], [volume('auto', '/theirs')], '/theirs/a')).toBeUndefined();
  });

  it('goes through the same directory of the host, or one above it', () => {
    expect(sharedPath([bind('/srv/lb', '/mine')], [bind('/srv/lb', '/theirs')], '/theirs/a')).toBe('/mine/a');
    expect(sharedPath([bind('/srv', '/mine')], [bind('/srv/lb', '/theirs')], '/theirs/a')).toBe('/mine/lb/a');
    expect(sharedPath([bind('/srv/lb/a', '/mine')], [bind('/srv/lb', '/theirs')], '/theirs/a/b')).toBe(
      '/mine/b',
    );
    expect(
      sharedPath([bind('/srv/lb/a', '/mine')], [bind('/srv/lb', '/theirs')], '/theirs/b'),
    ).toBeUndefined();
    expect(sharedPath([bind('/srvx', '/mine')], [bind('/srv/lb', '/theirs')], '/theirs/a')).toBeUndefined();
  });

  it('does not take a path that another mount of ours covers', () => {
    const own = [volume('auto', '/mine'), volume('other', '/mine/a')];
    expect(sharedPath(own, [volume('auto', '/theirs')], '/theirs/a/b')).toBeUndefined();
    expect(sharedPath(own, [volume('auto', '/theirs')], '/theirs/c')).toBe('/mine/c');
  });

  it('leads back to the same place on the host', () => {
    const directory = fc.stringMatching(/^(\/[a-c]{1,2}){1,3}$/);
    const mount = fc.tuple(directory, directory).map(([source, destination]) => bind(source, destination));
    fc.assert(
      fc.property(fc.array(mount), fc.array(mount), directory, (own, theirs, path) => {
        const shared = sharedPath(own, theirs, path);
        if (shared !== undefined) expect(hostPathOf(own, shared)).toBe(hostPathOf(theirs, path));
      }),
    );
  });
});
