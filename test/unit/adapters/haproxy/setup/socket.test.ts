import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../../../src/adapters/haproxy/command-line.ts';
import { directorySetup } from '../../../../../src/adapters/haproxy/setup/directory.ts';
import { sectionsOf } from '../../../../../src/adapters/haproxy/setup/sections.ts';
import { socketSetup } from '../../../../../src/adapters/haproxy/setup/socket.ts';
import type { SurveyedService } from '../../../../../src/core/setup.ts';
import { surveyedService } from '../../../../support/survey.ts';

function socketOf(line: string, changes: Partial<SurveyedService> = {}) {
  return socketSetup(
    surveyedService('lb', changes),
    sectionsOf([{ path: '/h.cfg', text: `global\n${line}\n` }]),
  );
}

const RUN = { destination: '/run/haproxy', source: 'shop_run', kind: 'volume', isWritable: true } as const;

describe('the runtime socket', () => {
  it('that is there, open, of level admin and on a volume, is used', () => {
    const line = '  stats socket /run/haproxy/a.sock mode 666 level admin';
    const found = { socket: '/run/haproxy/a.sock', lines: [], shared: ['run'], directory: '/run/haproxy' };
    expect(socketOf(line, { mounts: [RUN] })).toEqual(found);
  });

  it('over TCP is used', () => {
    expect(socketOf('  stats socket ipv4@*:9999 level admin')).toMatchObject({
      socket: 'tcp://lb:9999',
      lines: [],
    });
  });

  it.each([
    ['  stats socket /run/haproxy/a.sock mode 666', 'is not of level admin'],
    ['  stats socket /run/haproxy/a.sock mode 660 level admin', 'cannot be opened by the autoscaler’s user'],
  ])('%s is not', (line, why) => {
    const { lines, socket } = socketOf(line, { mounts: [RUN] });
    expect(socket).toBe('/var/lib/haproxy/admin.sock');
    expect(lines[0]?.why).toContain(`the one in line 2 ${why}`);
  });

  it('on no volume is not, and the lines bring one', () => {
    const { lines, shared } = socketOf('  stats socket /var/run/api.sock mode 666 level admin');
    expect(lines.map((each) => each.lines)).toEqual([
      ['stats socket /var/lib/haproxy/admin.sock mode 666 level admin expose-fd listeners'],
      ['- lb-run:/var/lib/haproxy'],
    ]);
    expect(shared).toEqual(['lb-run']);
  });

  it('of the same path is replaced', () => {
    const line = 'stats socket /var/lib/haproxy/admin.sock';
    expect(socketOf(`  ${line}`).lines[0]).toMatchObject({ insteadOf: line });
  });
});

describe('the directory of generated files', () => {
  function directoryOf(command: readonly string[], changes: Partial<SurveyedService> = {}) {
    const argv = ['docker-entrypoint.sh', ...command];
    const balancer = surveyedService('lb', { argv, command, ...changes });
    return directorySetup(balancer, parseCommandLine(argv, 'lb'), [], '/var/lib/haproxy');
  }

  it('comes behind the user’s own command, with nothing a shell or Compose would read', () => {
    const { lines, newDirectory } = directoryOf(['haproxy', '-f', '/etc/h$x.cfg']);
    expect(newDirectory).toBe('./lb-auto');
    expect(lines.map((each) => each.lines[0])).toEqual([
      '- ./lb-auto:/usr/local/etc/haproxy/auto',
      'command: ["haproxy", "-f", "/etc/h$$x.cfg", "-S", "/var/lib/haproxy/master.sock,mode,666", "-f", "/usr/local/etc/haproxy/auto/"]',
    ]);
  });

  it('is not asked for where HAProxy loads one that is mounted', () => {
    const mount = {
      destination: '/cfg/auto',
      source: 'shop_auto',
      kind: 'volume',
      isWritable: true,
    } as const;
    expect(directoryOf(['haproxy', '-f', '/h.cfg', '-f', '/cfg/auto/'], { mounts: [mount] })).toEqual({
      configDir: '/cfg/auto',
      lines: [],
    });
  });

  it('brings -W along where the image does not', () => {
    const balancer = { argv: ['haproxy', '-f', '/h.cfg'], command: ['haproxy', '-f', '/h.cfg'] };
    expect(directoryOf(balancer.command, balancer).lines[1]?.lines[0]).toContain('"-W", "-db"');
  });
});
