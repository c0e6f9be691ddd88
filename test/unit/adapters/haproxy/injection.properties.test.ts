import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimOf, parseClaim } from '../../../../src/adapters/haproxy/claim.ts';
import { commandsFor } from '../../../../src/adapters/haproxy/commands.ts';
import { readClaims, renderFrontends } from '../../../../src/adapters/haproxy/frontends.ts';
import { safeNames } from '../../../../src/adapters/haproxy/names.ts';
import { renderBackend } from '../../../../src/adapters/haproxy/render.ts';
import { type HaproxyService, haproxyService } from '../../../../src/adapters/haproxy/service.ts';
import { wordsOf } from '../../../../src/adapters/haproxy/setup/sections.ts';
import type { Slot } from '../../../../src/adapters/haproxy/slots.ts';
import { labelPolicy } from '../../../../src/config/labels.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { hostileText } from '../../../support/hostile.ts';
import { serviceState } from '../../config/fixtures.ts';
import { checking, service } from './fixtures.ts';

/** Everything of a service that is text and gets into HAProxy's configuration. */
interface Texts {
  readonly project: string;
  readonly service: string;
  readonly backend: string;
  readonly checkPath: string;
  readonly cookie: string;
  readonly host: string;
  readonly path: string;
  readonly certificate: string;
  readonly replica: string;
}

const PLAIN: Texts = {
  project: 'plainproject',
  service: 'plainservice',
  backend: 'plainbackend',
  checkPath: '/plaincheck',
  cookie: 'plaincookie',
  host: 'plain.host',
  path: '/plainpath',
  certificate: '/plaincertificate',
  replica: 'plainreplica',
};

const KEYS = ['project', 'service', 'backend', 'checkPath', 'cookie', 'host', 'path', 'certificate'] as const;
const PATHS: readonly string[] = ['checkPath', 'path', 'certificate'];

/** One or two texts are hostile, so that a refusal of one does not hide what becomes of the others. */
const hostile: fc.Arbitrary<Texts> = fc
  .tuple(
    fc.subarray([...KEYS], { minLength: 1, maxLength: 2 }),
    fc.tuple(hostileText, hostileText),
    hostileText,
  )
  .map(([keys, texts, replica]) => {
    const some = keys.map((key, at) => [key, `${PATHS.includes(key) ? '/' : ''}${texts[at]}`]);
    return { ...PLAIN, ...Object.fromEntries(some), replica };
  });

function serviceOf(texts: Texts): HaproxyService {
  return service(
    {
      backend: texts.backend,
      ...checking(texts.checkPath),
      sticky: { cookie: texts.cookie },
      routes: [{ host: texts.host, path: texts.path }],
      listen: [{ port: 443, tls: { certificate: texts.certificate } }],
      rateLimit: { requests: 5, periodMs: 1000 },
    },
    { project: texts.project, service: texts.service },
  );
}

function slotsOf({ replica }: Texts): readonly Slot[] {
  const member = { address: '10.0.0.2', port: 8080, weight: 100, state: 'active' } as const;
  return [{ name: 's1', member: { ...member, replicaId: replica, replicaName: replica } }, { name: 's2' }];
}

/** The files of a service. Throws `E_BALANCER_UNSUPPORTED` like the adapter. */
function filesOf(given: HaproxyService, slots: readonly Slot[]): readonly string[] {
  const names = safeNames(given);
  const claim = claimOf(names, given.balancer);
  return [
    renderBackend(names, given.balancer, slots).content,
    renderFrontends(claim === undefined ? [] : [claim], true).content,
  ];
}

const DIGEST = /^[0-9a-f]{16}(?:[0-9a-f]{16})?$/;

/** Words of each line as HAProxy reads them; digests all alike. */
function wordsIn(files: readonly string[]): readonly (readonly string[])[] {
  return files.flatMap((text) =>
    text.split('\n').map((line) => wordsOf(line).map((word) => (DIGEST.test(word) ? '*' : word))),
  );
}

/** The words of the harmless files, with each harmless text replaced by the other one. */
function expectedWords(texts: Texts, plain: Texts): readonly (readonly string[])[] {
  const pairs = (Object.keys(plain) as (keyof Texts)[]).map((key) => [plain[key], texts[key]] as const);
  const swap = (word: string) =>
    pairs.reduce((result, [from, to]) => result.replaceAll(from, () => to), word);
  return wordsIn(filesOf(serviceOf(plain), slotsOf(plain))).map((words) => words.map(swap));
}

/** The error that refuses it; undefined when the work succeeds. Any other error is a fault. */
function refusal(work: () => unknown): AutoscalerError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AutoscalerError && error.code === 'E_BALANCER_UNSUPPORTED') return error;
    throw error;
  }
}

describe('whatever a service is called and labelled', () => {
  it('is refused, or stands in the files as one word in its own place', () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostile, (texts) => {
        const given = serviceOf(texts);
        if (refusal(() => filesOf(given, slotsOf(texts)))) return;
        accepted += 1;
        const certificate = claimOf(safeNames(given), given.balancer)?.listen[0]?.tls?.certificate ?? '';
        // `/` and `*.` are written differently on purpose.
        const plain = {
          ...PLAIN,
          ...(texts.path === '/' && { path: '/' }),
          ...(texts.host.startsWith('*.') && { host: '*.plain.host' }),
        };
        expect(wordsIn(filesOf(given, slotsOf(texts)))).toEqual(
          expectedWords({ ...texts, certificate }, plain),
        );
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('ends no command of the runtime socket and begins none', () => {
    const free = {
      name: 's1',
      address: '0.0.0.0',
      port: 80,
      admin: 'maint',
      inFlight: 0,
      weight: 1,
    } as const;
    fc.assert(
      fc.property(hostile, (texts) => {
        const given = serviceOf(texts);
        if (refusal(() => safeNames(given))) return;
        for (const command of commandsFor(safeNames(given), [free], slotsOf(texts)))
          expect(command).toMatch(
            /^set server [A-Za-z0-9_.:-]+\/s1 (?:addr 10\.0\.0\.2 port 8080|weight 100|state \w+)$/,
          );
      }),
    );
  });

  it('cannot be slipped in by a changed line of the shared file', () => {
    fc.assert(
      fc.property(hostile, hostileText, (texts, owner) => {
        const claim = {
          owner,
          backend: texts.backend,
          routes: [{ host: texts.host, path: texts.path }],
          listen: [{ port: 443, tls: { certificate: texts.certificate } }],
          clientMs: 1000,
        };
        let read: ReturnType<typeof parseClaim>;
        try {
          read = parseClaim(JSON.stringify(claim));
        } catch {
          return;
        }
        const { content } = renderFrontends([read], false);
        expect(readClaims(content, safeNames(service()))).toEqual([read]);
        expect(wordsIn([content]).flat()).not.toContain('evil');
        expect(content.split('\n')).toHaveLength(
          renderFrontends([{ ...read, backend: 'plain' }], false).content.split('\n').length,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('labels', () => {
  it('are faults, or what HAProxy can carry', () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostile, (texts) => {
        const result = labelPolicy(
          serviceState('web', {
            'autoscaler.enable': 'true',
            'autoscaler.max': '5',
            'autoscaler.balancer': 'haproxy',
            'autoscaler.balancer.backend': texts.backend,
            'autoscaler.balancer.check.path': texts.checkPath,
            'autoscaler.balancer.sticky.cookie': texts.cookie,
            'autoscaler.balancer.routes': JSON.stringify([{ host: texts.host, path: texts.path }]),
            'autoscaler.balancer.listen': JSON.stringify([
              { port: 443, tls: { certificate: texts.certificate } },
            ]),
          }),
        );
        if (result === undefined || 'faults' in result) return;
        const { balancer } = result.draft.body;
        if (balancer.kind === 'none') throw new Error('the labels name a balancer');
        accepted += 1;
        const given = haproxyService({ ref: { project: 'shop', service: 'web' }, capacity: 4, balancer });
        expect(refusal(() => filesOf(given, slotsOf(texts)))).toBeUndefined();
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(10);
  });
});
