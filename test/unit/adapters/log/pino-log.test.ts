import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from '../../../../src/adapters/log/pino-log.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';

function logWith(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level: 'info', format: 'auto', isTerminal: false, output, ...options });
  return { log, lines };
}

const FAILURE = new AutoscalerError('E_DOCKER_MISSING', 'no socket', { fix: 'Mount it.' });

describe('the log as JSON', () => {
  it('is one object a line, with level, time, fields and message', () => {
    const { log, lines } = logWith();
    log.info({ project: 'shop', to: 3 }, 'up from 2 to 3: cpu is 82 %s %d %%');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      project: 'shop',
      to: 3,
      msg: 'up from 2 to 3: cpu is 82 %s %d %%',
    });
  });

  it('has errors with code and fix, and no secrets in fields or message', () => {
    const { log, lines } = logWith();
    log.error({ err: FAILURE, token: 'q1w2' }, 'cannot reach http://bob:q1w2@host/');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      err: { code: 'E_DOCKER_MISSING', message: 'no socket', fix: 'Mount it.' },
      token: '[redacted]',
      msg: 'cannot reach http://[redacted]@host/',
    });
  });

  it.each<[LogOptions['level'], string[]]>([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ])('at level %s has %j', (level, expected) => {
    const { log, lines } = logWith({ level });
    for (const at of ['debug', 'info', 'warn', 'error'] as const) log[at]({}, at);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(expected);
  });

  it('does not fail over fields that cannot be read', () => {
    const { log, lines } = logWith();
    const trap = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('not now');
      },
    });
    log.info(trap, 'still here');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'still here', unloggable: 'Error: not now' });
  });

  it('is used on a terminal too when asked for', () => {
    const { log, lines } = logWith({ isTerminal: true, format: 'json' });
    log.info({}, 'hello');
    expect(lines[0]).toMatch(/^\{/);
  });
});

describe('the log on a terminal', () => {
  it('is one short coloured line', () => {
    const { log, lines } = logWith({ isTerminal: true });
    log.info({ project: 'shop' }, 'shop/web up from 2 to 3');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.replaceAll('\u001b', '<ESC>')).toMatch(
      /^\[\d\d:\d\d:\d\d\] <ESC>\[32mINFO<ESC>\[39m: .*shop\/web up from 2 to 3.*\n$/,
    );
    expect(lines[0]).not.toContain('project');
  });

  it('says code and fix of an error, uncoloured where there is no terminal', () => {
    const { log, lines } = logWith({ format: 'pretty' });
    log.error({ err: FAILURE }, 'no socket');
    expect(lines.join('')).toMatch(/^\[[\d:]{8}\] ERROR: no socket \[E_DOCKER_MISSING\] Mount it\.\n$/);
  });

  it('shows the fields when debugging', () => {
    const { log, lines } = logWith({ format: 'pretty', level: 'debug' });
    log.debug({ project: 'shop' }, 'step');
    expect(lines.join('')).toMatch(/DEBUG: step \{"project":"shop"\}\n$/);
  });

  it('lets no control character of a message through', () => {
    const { log, lines } = logWith({ format: 'pretty' });
    log.info({}, 'name\u001b[2J\r\nINFO: forged');
    expect(lines.join('')).toMatch(/INFO: name \[2J INFO: forged\n$/);
  });
});
