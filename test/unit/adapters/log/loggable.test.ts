import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggable } from '../../../../src/adapters/log/loggable.ts';
import { REDACTED } from '../../../../src/adapters/log/redact-text.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';

describe('values in the log', () => {
  it('stay as they are when there is nothing to hide', () => {
    const fields = {
      project: 'shop',
      from: 2,
      to: 3,
      isDryRun: false,
      reasons: [{ code: 'AT_MAX' }],
      none: null,
    };
    expect(loggable(fields)).toEqual(fields);
  });

  it('hide what stands under a secret name or looks like a secret, at any depth', () => {
    const fields = {
      auth: { kind: 'basic', username: 'bob' },
      options: [{ env: ['A=1', 'DB_PASSWORD=hunter2'], passwordSet: true, token: 1234 }],
      url: new URL('http://bob:pa55@host/'),
      headers: { 'X-Scope': 'tenant', Accept: 'text/plain' },
      cookie: undefined,
    };
    expect(loggable(fields)).toEqual({
      auth: REDACTED,
      options: [{ env: ['A=1', `DB_PASSWORD=${REDACTED}`], passwordSet: true, token: REDACTED }],
      url: `http://${REDACTED}@host/`,
      headers: { 'X-Scope': REDACTED, Accept: REDACTED },
      cookie: undefined,
    });
  });

  it('respect an object’s own way to show itself', () => {
    expect(loggable({ value: { toJSON: () => '[secret]' }, at: new Date(0) })).toEqual({
      value: '[secret]',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('become plain JSON from collections, bytes, big numbers and cycles', () => {
    const cycle: Record<string, unknown> = { name: 'a' };
    cycle.self = cycle;
    const fields = {
      map: new Map([['a', 1]]),
      set: new Set([1]),
      bytes: Buffer.from('key'),
      big: 10n,
      cycle,
    };
    expect(loggable(fields)).toEqual({
      map: { a: 1 },
      set: [1],
      bytes: '[3 bytes]',
      big: '10',
      cycle: { name: 'a', self: '[circular]' },
    });
  });

  it('never show a secret, wherever it is', () => {
    const SECRET = 'S3cr3tV4lu3';
    const holder = fc.constantFrom(
      { password: SECRET },
      { 'api-key': [SECRET] },
      { line: `token=${SECRET}` },
      { address: `https://bob:${SECRET}@host/` },
      { error: new Error(`Authorization: Bearer ${SECRET}`) },
      new AutoscalerError('E_CONFIG', 'no', { fix: `Not --password ${SECRET}.`, cause: { secret: SECRET } }),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        holder,
        fc.jsonValue(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(loggable(value)) ?? '').not.toContain(SECRET);
      }),
    );
  });
});

describe('errors in the log', () => {
  it('have code, message, fix, place and the chain of causes, but no stack when they are meant', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:9090'), { code: 'ECONNREFUSED' });
    const error = new AutoscalerError('E_PROMETHEUS_UNREACHABLE', 'Prometheus does not answer', {
      fix: 'Start it.',
      at: 'web.yml:3:5',
      cause: new AutoscalerError('E_PROMETHEUS_TIMEOUT', 'too late', { cause: refused }),
    });
    expect(loggable({ err: error })).toEqual({
      err: {
        code: 'E_PROMETHEUS_UNREACHABLE',
        message: 'Prometheus does not answer',
        fix: 'Start it.',
        at: 'web.yml:3:5',
        cause: {
          code: 'E_PROMETHEUS_TIMEOUT',
          message: 'too late',
          cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:9090' },
        },
      },
    });
  });

  it('have a stack when they are defects', () => {
    expect(loggable(new TypeError('x is not a function'))).toMatchObject({
      name: 'TypeError',
      message: 'x is not a function',
      stack: expect.stringContaining('loggable.test.ts'),
    });
  });

  it('leave out what clients hang on them, and keep the parts of several', () => {
    const request = Object.assign(new Error('403'), {
      config: { headers: { Authorization: 'Bearer q1w2' } },
    });
    expect(JSON.stringify(loggable(request))).not.toContain('q1w2');
    expect(loggable(new AggregateError([new Error('a'), new Error('b')], 'all failed'))).toMatchObject({
      message: 'all failed',
      errors: [{ message: 'a' }, { message: 'b' }],
    });
  });

  it('may be their own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(loggable(error)).toMatchObject({ message: 'loop', cause: '[circular]' });
  });
});
