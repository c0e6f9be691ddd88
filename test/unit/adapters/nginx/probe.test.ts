import { describe, expect, it } from 'vitest';
import { parseProbe } from '../../../../src/adapters/nginx/probe.ts';
import { CONTAINER, listed } from './fixtures.ts';

const NGINX = `${listed(1, 0, 'nginx: master process nginx')}${listed(7, 1, 'nginx: worker process')}`;

describe('what a look into the container gives', () => {
  it('is files by their lines, processes and connections', () => {
    const output = [
      'file /auto/a.conf',
      ' first',
      ' ',
      ' processes',
      ' file x',
      '',
      'file /auto/c.conf',
      '  1:x',
      '',
      'processes',
      `${NGINX}connections`,
      '   0: A B 01',
      '   1: A C 01',
      '',
    ].join('\n');
    const found = parseProbe(output, CONTAINER);
    expect([...found.files]).toEqual([
      ['/auto/a.conf', ['first', '', 'processes', 'file x']],
      ['/auto/c.conf', [' 1:x']],
    ]);
    expect(found.processes).toMatchObject({ master: { pid: 1 }, serving: [{ pid: 7 }] });
    expect(found.connections).toEqual(['   0: A B 01', '   1: A C 01']);
  });

  it('can be next to nothing', () => {
    expect(parseProbe(`processes\n${NGINX}connections\n`, CONTAINER)).toMatchObject({
      files: new Map(),
      connections: [],
    });
  });

  it('is an error without a master, and with several', () => {
    expect(() => parseProbe('processes\nconnections\n', CONTAINER)).toThrow(
      expect.objectContaining({
        code: 'E_BALANCER_MISSING',
        message: expect.stringContaining('shop-nginx-1'),
      }),
    );
    const second = listed(30, 2, 'nginx: master process nginx');
    expect(() => parseProbe(`processes\n${NGINX}${second}connections\n`, CONTAINER)).toThrow(
      expect.objectContaining({ code: 'E_BALANCER_UNSUPPORTED' }),
    );
  });
});
