import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { wantedOf } from '../../../../src/adapters/nginx/plan-file.ts';
import { renderUpstream } from '../../../../src/adapters/nginx/upstream.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import type { Replica } from '../../../../src/core/replica.ts';
import { CONTAINER, replica, service } from './fixtures.ts';

const HOSTILE = [
  'a b',
  'a\nb',
  'a;b',
  'a{b',
  'a}b',
  'a#b',
  'a%b',
  'a:b',
  'a"b',
  "a'b",
  'a$b',
  'a`b',
  'a\\b',
  'a/b',
  '',
  'é',
  'a\u0000b',
  'x'.repeat(200),
  'web { server 6.6.6.6; } upstream x',
];

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('names for nginx', () => {
  it('places the file, and what nginx does not include, in the directory', () => {
    expect(safeNames(service())).toEqual({
      owner: 'shop/web',
      backend: 'web',
      zone: 'autoscaler-shop-web',
      directory: '/etc/nginx/auto',
      file: '/etc/nginx/auto/shop-web.conf',
      candidate: '/etc/nginx/auto/.shop-web.conf.candidate',
      previous: '/etc/nginx/auto/.shop-web.conf.previous',
      proof: '/etc/nginx/auto/.shop-web.conf.proven',
    });
  });

  it.each(HOSTILE)('refuses %j as project, service or backend, and says what to do', (name) => {
    const attempts = [
      service({}, { project: name, service: 'web' }),
      service({}, { project: 'shop', service: name }),
      service({ backend: name }),
    ];
    for (const attempt of attempts) {
      const error = errorOf(() => safeNames(attempt));
      expect(error).toBeInstanceOf(AutoscalerError);
      expect(error).toMatchObject({ code: 'E_BALANCER_UNSUPPORTED', fix: expect.stringMatching(/\.$/) });
    }
  });

  it.each(['relative', '/a\nb', '/a b', '/a*', '/a;b', '/$a', '/a\u0000', ''])(
    'refuses %j as a directory',
    (configDir) => {
      expect(errorOf(() => safeNames(service({ configDir })))).toMatchObject({
        code: 'E_BALANCER_UNSUPPORTED',
        at: 'balancer.configDir',
      });
    },
  );
});

describe('text from outside', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...HOSTILE, 'web', '10.0.0.1', '10.0.0.1;'),
  );

  function render(subject: ReturnType<typeof service>, replicas: readonly Replica[]): string {
    const members = replicas.map((one) => ({ replica: one, state: 'active' as const }));
    const { names, servers } = wantedOf(subject, members, CONTAINER);
    return renderUpstream(names, subject.balancer.algorithm, servers, servers).content;
  }

  /** The configuration as nginx sees it, names and addresses replaced. */
  function shapeOf(content: string): string {
    return content
      .replace(/#.*$/gm, '#')
      .replace(/^upstream [A-Za-z0-9_.-]+ \{$/m, 'upstream NAME {')
      .replace(/^ {2}zone [A-Za-z0-9_.-]+ (\d+k);$/m, '  zone NAME $1;')
      .replace(/^ {2}server (?:\[[0-9a-f:]+\]|[0-9.]+):\d+; #$/gm, '  server ADDRESS; #');
  }

  it('changes nothing of what nginx reads but names and addresses', () => {
    const expected = shapeOf(render(service(), [replica(1)]));
    fc.assert(
      fc.property(text, text, text, text, text, (project, name, backend, container, ipv4) => {
        const hostile = service({ backend }, { project, service: name });
        const addresses = [{ networkId: 'net-a', network: container, ipv4 }];
        const answer = errorOf(() => render(hostile, [replica(1, { name: container, addresses })]));
        if (answer instanceof AutoscalerError)
          expect(['E_BALANCER_UNSUPPORTED', 'E_REPLICA_ADDRESS']).toContain(answer.code);
        else expect(shapeOf(String(answer))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('stays in its comment when it is a container’s name', () => {
    fc.assert(
      fc.property(text, (name) => {
        const content = render(service(), [replica(1, { name })]);
        expect(shapeOf(content)).toBe(shapeOf(render(service(), [replica(1)])));
      }),
    );
  });
});
