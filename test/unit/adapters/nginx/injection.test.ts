import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listenerLines } from '../../../../src/adapters/nginx/listeners.ts';
import { locationLines } from '../../../../src/adapters/nginx/location.ts';
import { renderMain } from '../../../../src/adapters/nginx/main-file.ts';
import type { NginxRef } from '../../../../src/adapters/nginx/service.ts';
import { wantedOf } from '../../../../src/adapters/nginx/wanted.ts';
import type { Listener, Route } from '../../../../src/core/balancing.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import type { Replica } from '../../../../src/core/replica.ts';
import { CONTAINER, HOSTILE, replica, service } from './fixtures.ts';
import type { Directive } from './nginx-syntax.ts';
import { parseNginx } from './nginx-syntax.ts';

/** A service with everything that a policy can put text into. */
interface Texts {
  readonly project: string;
  readonly name: string;
  readonly backend: string;
  readonly configDir: string;
  readonly cookie: string;
  readonly host: string;
  readonly path: string;
  readonly certificate: string;
  readonly key: string;
  readonly container: string;
  readonly ipv4: string;
}

const HARMLESS: Texts = {
  project: 'shop',
  name: 'web',
  backend: 'web',
  configDir: '/etc/nginx/auto',
  cookie: 'lb',
  host: 'shop.example',
  path: '/x',
  certificate: '/tls/a.pem',
  key: '/tls/a.key',
  container: 'shop-web-1',
  ipv4: '10.0.0.1',
};

const FACTS = { keepsIdleConnections: true, hasIpv6: true };

/** Everything that is written for the service. */
function render(texts: Texts): string {
  const route: Route = { host: texts.host, path: texts.path };
  const listener: Listener = { port: 443, tls: { certificate: texts.certificate, key: texts.key } };
  const balancer: Partial<NginxRef> = {
    backend: texts.backend,
    configDir: texts.configDir,
    sticky: { cookie: texts.cookie },
    circuitBreaker: { failures: 5, pauseMs: 1000 },
    rateLimit: { requests: 5, periodMs: 1000 },
    listen: [listener],
    routes: [route],
  };
  const addresses = [{ networkId: 'net-a', network: texts.container, ipv4: texts.ipv4 }];
  const one: Replica = replica(1, { name: texts.container, addresses });
  const subject = service(balancer, { project: texts.project, service: texts.name });
  const { names, options, servers } = wantedOf(subject, [{ replica: one, state: 'active' }], CONTAINER);
  const servings = options.serving ? new Map([[names.owner, options.serving]]) : new Map();
  return [
    renderMain(names, options, servers, servers).content,
    ...locationLines(names, options),
    ...listenerLines(servings, FACTS),
  ].join('\n');
}

/** What nginx is told to do, without names: the directives in their blocks; of a map how many lines it has. */
function shapeOf(directives: readonly Directive[]): unknown {
  return directives.map(({ words, block }) => {
    const [word = ''] = words;
    const own = `${word}/${words.length}`;
    if (block === undefined) return own;
    return [own, word === 'map' ? block.map((line) => line.words.length) : shapeOf(block)];
  });
}

const expected = {
  everything: shapeOf(parseNginx(render({ ...HARMLESS, path: '/' }))),
  aPath: shapeOf(parseNginx(render(HARMLESS))),
};

/** The text is refused, or changes nothing of what nginx does. */
function expectHarmless(texts: Texts): void {
  try {
    expect(shapeOf(parseNginx(render(texts)))).toEqual(
      texts.path === '/' ? expected.everything : expected.aPath,
    );
  } catch (error) {
    if (!(error instanceof AutoscalerError)) throw error;
    expect(['E_BALANCER_UNSUPPORTED', 'E_REPLICA_ADDRESS']).toContain(error.code);
  }
}

describe('text from outside', () => {
  const keys = fc.constantFrom(...Object.keys(HARMLESS)) as fc.Arbitrary<keyof Texts>;
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));

  it('changes nothing of what nginx reads but names and addresses', () => {
    fc.assert(
      fc.property(keys, text, (key, hostile) => {
        expectHarmless({ ...HARMLESS, [key]: hostile });
        const harmless = HARMLESS[key];
        expectHarmless({ ...HARMLESS, [key]: `${harmless}${hostile}` });
        if (!hostile.includes('/'))
          expectHarmless({ ...HARMLESS, [key]: `${harmless.slice(0, 1)}${hostile}x` });
      }),
      { numRuns: 1000 },
    );
  });

  it('does so in all places at once', () => {
    fc.assert(
      fc.property(fc.dictionary(keys, text), (hostile) => {
        expectHarmless({ ...HARMLESS, ...hostile });
      }),
    );
  });

  it.each(HOSTILE.filter(({ length }) => length < 100))(
    '%j reaches no configuration, from wherever it comes',
    (hostile) => {
      const places = Object.keys(HARMLESS).filter((key) => key !== 'container');
      for (const key of places)
        expect(() => render({ ...HARMLESS, [key]: key === 'configDir' ? `/${hostile};` : hostile })).toThrow(
          AutoscalerError,
        );
    },
  );
});
