import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, REDACTED, redactText } from '../../../../src/adapters/log/redact-text.ts';

const R = REDACTED;

describe('redacting text', () => {
  it.each([
    ['GET http://user:pa55@prometheus:9090/api', `GET http://${R}@prometheus:9090/api`],
    [
      'tcp://token@10.0.0.1:2375 and https://a:b@c@host/x',
      `tcp://${R}@10.0.0.1:2375 and https://${R}@host/x`,
    ],
    ['Authorization: Bearer abc.def', `Authorization: ${R}`],
    ['{"authorization":"Digest username=bob, response=1f"}', `{"authorization":"${R}"}`],
    ['Set-Cookie: sid=1; Path=/', `Set-Cookie: ${R}`],
    ['sent bearer q1w2e3 to it', `sent bearer ${R} to it`],
    ['header was Basic dXNlcjpwYXNz', `header was Basic ${R}`],
    ['POSTGRES_PASSWORD=hunter2 psql', `POSTGRES_PASSWORD=${R} psql`],
    ['url?x=1&access_token=q1w2e3&y=2', `url?x=1&access_token=${R}&y=2`],
    ['{"apiKey": "q 1", "port": 80}', `{"apiKey": ${R}, "port": 80}`],
    ["db-secret: 'a b'", `db-secret: ${R}`],
    ['run --db-password hunter2 --port 80', `run --db-password ${R} --port 80`],
    ['run --token --port 80', 'run --token --port 80'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln back', `got ${R} back`],
    ['with ghp_0123456789abcdef', `with ${R}`],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest', `${R}\nrest`],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut off', R],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'shop/web up from 2 to 3: cpu is 82 % (> 70 %)',
    'http://prometheus:9090/api/v1/query?query=up{instance="a@b"}',
    'the container shop-web-3 (ab12cd34ef56) did not become healthy in 60 s',
    'policy scaling-policies/web.yml:3:5: unknown key `cooldwn`',
    'mail ops@example.org about it',
    'the basic settings',
    'Prometheus refused the credentials: HTTP 401',
  ])('leaves alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('cuts very long texts', () => {
    const text = redactText('a b '.repeat(10_000));
    expect(text.length).toBeLessThan(17_000);
    expect(text).toMatch(/… \(23616 more\)$/);
  });

  it('takes no more than an instant, whatever the text', () => {
    for (const unit of [
      'a',
      '-',
      'token',
      'https://',
      '"token":"',
      'eyJ',
      'Basic ',
      '-----BEGIN PRIVATE KEY-----',
    ]) {
      const startedAt = performance.now();
      redactText(unit.repeat(20_000));
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });

  it('never lets the password of an address through', () => {
    const word = fc.stringMatching(/^[\w.~!$&'()*+,;=:-]{4,20}$/);
    fc.assert(
      fc.property(word, word, (user, password) => {
        const text = redactText(`cannot reach https://${user}:${password}X@host.example:9090/path`);
        expect(text).not.toContain(`${password}X`);
        expect(text).toContain('host.example');
      }),
    );
  });
});

describe('names of secrets', () => {
  it.each([
    'password',
    'dbPassword',
    'API_KEY',
    'authToken',
    'Authorization',
    'auth',
    'set-cookie',
    'clientSecret',
    'credentials',
  ])('%s is one', (name) => expect(isSecretName(name)).toBe(true));

  it.each(['project', 'service', 'metric', 'reasons', 'from', 'to', 'author', 'address', 'key'])(
    '%s is none',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});
