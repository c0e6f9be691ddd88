import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, parseProcesses } from '../../../../src/adapters/nginx/processes.ts';
import { listed, nginx } from './fixtures.ts';

const MASTER = 'nginx: master process nginx -g daemon off;';

describe('the processes of nginx', () => {
  it('are told apart by what they do', () => {
    const listing = [
      listed(1, 0, MASTER),
      listed(7, 1, 'nginx: worker process is shutting down'),
      listed(8, 1, 'nginx: worker process'),
      listed(9, 1, MASTER),
      listed(10, 1, 'nginx: cache manager process'),
    ].join('');
    const [found, ...others] = parseProcesses(listing);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      master: { pid: 1, id: '1@47001', uid: 0, busy: false },
      starting: [{ pid: 9 }],
      serving: [{ pid: 8, id: '8@47008', uid: 101, parent: 1 }],
      leaving: [{ pid: 7 }],
    });
  });

  it('of two masters are kept apart', () => {
    const listing = [
      listed(5, 0, MASTER),
      listed(6, 5, 'nginx: worker process'),
      listed(20, 3, MASTER),
      listed(21, 20, 'nginx: worker process'),
    ].join('');
    expect(parseProcesses(listing).map(({ master, serving }) => [master.pid, serving[0]?.pid])).toEqual([
      [5, 6],
      [20, 21],
    ]);
  });

  it.each([
    ['SigBlk', '0000000018016a07', true],
    ['SigPnd', '0000000000000001', true],
    ['ShdPnd', '0000000000000001', true],
    ['SigBlk', '0000000018016a06', false],
  ])('with %s %s: busy %s', (mask, value, busy) => {
    expect(parseProcesses(listed(1, 0, MASTER, { [mask]: value }))[0]?.master.busy).toBe(busy);
  });

  it('that ended while they were read are left out', () => {
    const gone = 'process nginx: worker process\n';
    const halfway = 'process nginx: worker process\n9 (nginx) S 1 1\n';
    expect(parseProcesses(`${listed(1, 0, MASTER)}${gone}${halfway}`)[0]).toMatchObject({ serving: [] });
    expect(parseProcesses('')).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseProcesses(`process ${text}`))));
  });
});

describe('the command of a master', () => {
  it.each([
    ['nginx -g daemon off;', ['nginx', '-g', 'daemon off;']],
    ['nginx', ['nginx']],
    [
      '/usr/sbin/nginx -c /conf/main.conf -g daemon off; user web; -p /srv',
      ['/usr/sbin/nginx', '-c', '/conf/main.conf', '-g', 'daemon off; user web;', '-p', '/srv'],
    ],
    ['nginx -c/conf/main.conf -e stderr', ['nginx', '-c', '/conf/main.conf', '-e', 'stderr']],
    ['nginx -q -g daemon off;', ['nginx', '-g', 'daemon off;']],
  ])('%s', (words, argv) => {
    const { master } = nginx({}, { title: `nginx: master process ${words}` });
    expect(commandOf(master)).toEqual(argv);
  });
});
