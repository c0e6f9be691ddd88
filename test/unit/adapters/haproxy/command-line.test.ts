import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../../src/adapters/haproxy/command-line.ts';

describe('the balancer’s command line', () => {
  it('is found behind the image’s entrypoint', () => {
    const argv = [
      'docker-entrypoint.sh',
      'haproxy',
      '-W',
      '-db',
      '-S',
      '/run/master.sock,mode,666',
      '-f',
      '/etc/h.cfg',
      '-f',
      '/etc/auto/',
    ];
    expect(parseCommandLine(argv, 'lb')).toEqual({
      executable: 'haproxy',
      configs: ['/etc/h.cfg', '/etc/auto/'],
      masterSocket: '/run/master.sock',
    });
  });

  it('knows -C, files behind --, and full paths', () => {
    const argv = ['/usr/sbin/haproxy', '-C', '/etc/haproxy', '-f', 'a.cfg', '--', 'b.cfg'];
    expect(parseCommandLine(argv, 'lb')).toEqual({
      executable: '/usr/sbin/haproxy',
      configs: ['a.cfg', 'b.cfg'],
      workingDirectory: '/etc/haproxy',
    });
  });

  it('is found where the image’s entrypoint adds the program, or an init runs it', () => {
    const bare = parseCommandLine(['docker-entrypoint.sh', '-f', '/etc/haproxy', '-C', '/opt/haproxy'], 'lb');
    expect(bare).toEqual({
      executable: 'haproxy',
      configs: ['/etc/haproxy'],
      workingDirectory: '/opt/haproxy',
    });
    expect(parseCommandLine(['tini', '--', 'haproxy', '-f', 'a'], 'lb').configs).toEqual(['a']);
  });

  it('has no master socket when it is on TCP', () => {
    expect(
      parseCommandLine(['haproxy', '-S', '127.0.0.1:9999', '-f', 'a'], 'lb').masterSocket,
    ).toBeUndefined();
    expect(parseCommandLine(['haproxy', '-S', 'unix@/run/m.sock', '-f', 'a'], 'lb').masterSocket).toBe(
      '/run/m.sock',
    );
  });

  it.each([[['sh', '-c', 'haproxy -f /etc/h.cfg']], [['nginx']], [['haproxy']]])('refuses %j', (argv) => {
    expect(() => parseCommandLine(argv, 'lb')).toThrow(
      expect.objectContaining({ code: 'E_BALANCER_UNSUPPORTED', at: 'command' }),
    );
  });
});
