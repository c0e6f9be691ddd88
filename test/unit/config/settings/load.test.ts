import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment, SettingFlags } from '../../../../src/config/settings/gather.ts';
import { loadSettings } from '../../../../src/config/settings/load.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'autoscaler-settings-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

async function settings(flags: SettingFlags = {}, env: Environment = {}) {
  const result = await loadSettings(flags, { HOME: '/home/me', ...env });
  if ('faults' in result) throw new Error(result.faults.map((fault) => fault.message).join('\n'));
  return result.settings;
}

async function faults(flags: SettingFlags = {}, env: Environment = {}): Promise<readonly string[]> {
  const result = await loadSettings(flags, { HOME: '/home/me', ...env });
  return 'faults' in result
    ? result.faults.map((fault) => fault.message.replaceAll(`${directory}/`, ''))
    : [];
}

describe('settings', () => {
  it('have defaults', async () => {
    expect(await settings()).toEqual({
      policies: { path: 'scaling-policies', isRequired: false },
      intervalMs: 5000,
      stateDir: '/home/me/.local/state/compose-autoscaler',
      listen: { host: '127.0.0.1', port: 9095 },
      tokens: [],
      log: { level: 'info', format: 'auto' },
      docker: { host: 'unix:///var/run/docker.sock' },
    });
  });

  it('are taken from the flag, then the environment, then the file', async () => {
    const config = await file(
      's.yaml',
      'interval: 3s\npolicies: from-file\nlisten: "off"\nlog: { level: warn }\n',
    );
    const env = { AUTOSCALER_INTERVAL: '2s', AUTOSCALER_POLICIES: 'from-env', AUTOSCALER_LOG_LEVEL: '' };
    const read = await settings({ config, interval: '1s' }, env);
    expect(read.intervalMs).toBe(1000);
    expect(read.policies).toEqual({ path: 'from-env', isRequired: true });
    expect(read.log.level).toBe('warn');
    expect('listen' in read).toBe(false);
    expect((await settings({}, { AUTOSCALER_CONFIG: config })).policies.path).toBe('from-file');
  });

  it('know the ecosystem’s own variables, after the product’s', async () => {
    const env = { DOCKER_HOST: 'tcp://a:2376', DOCKER_CERT_PATH: '/certs', PROMETHEUS_URL: 'http://p:9090' };
    expect(await settings({}, env)).toMatchObject({
      docker: { host: 'tcp://a:2376', tlsDir: '/certs' },
      prometheus: { url: 'http://p:9090' },
    });
    const own = { ...env, AUTOSCALER_PROMETHEUS_URL: 'http://q', AUTOSCALER_DOCKER_HOST: 'tcp://b:1' };
    expect(await settings({}, own)).toMatchObject({
      docker: { host: 'tcp://b:1' },
      prometheus: { url: 'http://q' },
    });
  });

  it('choose the state directory', async () => {
    expect((await settings({}, { XDG_STATE_HOME: '/x' })).stateDir).toBe('/x/compose-autoscaler');
    expect((await settings({}, { XDG_STATE_HOME: '/x', AUTOSCALER_STATE_DIR: '/y' })).stateDir).toBe('/y');
  });

  it('use TLS for Docker where it is asked for', async () => {
    const host = { DOCKER_HOST: 'tcp://a:2376' };
    expect((await settings({}, { ...host, DOCKER_TLS_VERIFY: '1' })).docker.tlsDir).toBe('/home/me/.docker');
    expect((await settings({}, { ...host, DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: '/c' })).docker).toEqual({
      host: 'tcp://a:2376',
    });
    expect((await settings({}, { DOCKER_CERT_PATH: '/c' })).docker.tlsDir).toBeUndefined();
  });

  it('listen on IPv6 and on a port of the system’s choice', async () => {
    expect((await settings({ listen: '[::1]:0' })).listen).toEqual({ host: '::1', port: 0 });
  });

  it('read everything about Prometheus', async () => {
    const config = await file(
      's.yaml',
      `prometheus:\n  url: https://p/prom/\n  timeout: 1s\n  username: u\n  passwordFile: ${await file('pw', 's3cret\n')}\n` +
        `  caFile: ${await file('ca', 'CA')}\n  certFile: ${await file('cert', 'CERT')}\n  keyFile: ${await file('key', 'KEY')}\n` +
        '  headers: { X-Scope-OrgID: team-a }\n',
    );
    const { prometheus } = await settings({ config });
    expect(prometheus).toMatchObject({
      url: 'https://p/prom',
      timeoutMs: 1000,
      ca: 'CA',
      client: { cert: 'CERT' },
    });
    const { auth, client, headers } = prometheus ?? {};
    expect(auth?.kind === 'basic' && auth.username).toBe('u');
    expect(auth?.kind === 'basic' && auth.password.reveal()).toBe('s3cret');
    expect(client?.key.reveal()).toBe('KEY');
    expect(headers?.['X-Scope-OrgID']?.reveal()).toBe('team-a');
  });

  it('take credentials out of the address, and tokens and headers from the environment', async () => {
    const basic = (await settings({ 'prometheus.url': 'http://u:p%40ss@p:9090' })).prometheus;
    expect(basic?.url).toBe('http://p:9090');
    expect(basic?.auth.kind === 'basic' && basic.auth.password.reveal()).toBe('p@ss');
    const env = { AUTOSCALER_PROMETHEUS_TOKEN: 'tok', AUTOSCALER_PROMETHEUS_HEADERS: 'A=b=c, X-Y=z' };
    const bearer = (await settings({ 'prometheus.url': 'http://p' }, env)).prometheus;
    expect(bearer?.auth.kind === 'bearer' && bearer.auth.token.reveal()).toBe('tok');
    expect(Object.entries(bearer?.headers ?? {}).map(([name, value]) => [name, value.reveal()])).toEqual([
      ['A', 'b=c'],
      ['X-Y', 'z'],
    ]);
  });

  it('never show a secret', async () => {
    const env = {
      PROMETHEUS_URL: 'http://user:hunter2@p',
      AUTOSCALER_PROMETHEUS_HEADERS: 'Authorization=hunter2',
    };
    const read = await settings({}, env);
    for (const text of [
      JSON.stringify(read),
      inspect(read, { depth: 9 }),
      `${Object.values(read.prometheus?.headers ?? {})}`,
    ])
      expect(text).not.toContain('hunter2');
    const bad = await faults(
      {},
      {
        PROMETHEUS_URL: 'ftp://user:hunter2@p',
        AUTOSCALER_PROMETHEUS_HEADERS: 'hunter2',
        AUTOSCALER_PROMETHEUS_PASSWORD: 'hunter2',
      },
    );
    expect(bad.join('\n')).not.toContain('hunter2');
    expect(bad).toHaveLength(2);
  });
});

describe('faulty settings', () => {
  it('are all named, each with where it was given', async () => {
    const config = await file(
      's.yaml',
      'intervall: 3s\nlog:\n  level: loud\n  colour: 1\nprometheus: { url: p }\n',
    );
    const env = { AUTOSCALER_LISTEN: '0.0.0.0:99999', DOCKER_HOST: 'ssh://x', AUTOSCALER_LOG_FROMAT: 'json' };
    expect(await faults({ config, interval: '0s' }, env)).toEqual([
      's.yaml:1:1: unknown setting "intervall"; did you mean "interval"?',
      's.yaml:4:3: unknown setting "log.colour"',
      'environment variable AUTOSCALER_LOG_FROMAT: unknown; did you mean AUTOSCALER_LOG_FORMAT?',
      '--interval: "interval" must be a duration of at least 100ms such as 30s, 5m or 1h30m, at most 7d, not "0s"',
      'environment variable AUTOSCALER_LISTEN: "listen" must be host:port with a port from 0 to 65535, or off, not "0.0.0.0:99999"',
      's.yaml:3:10: "log.level" must be debug, info, warn, error or silent, not "loud"',
      'environment variable DOCKER_HOST: "docker.host" must begin with unix://, tcp://, http:// or https://, not "ssh://x"',
      's.yaml:5:20: "prometheus.url" must be an http:// or https:// address without query or fragment, not "p"',
    ]);
  });

  it('do not go together', async () => {
    const url = { 'prometheus.url': 'http://p' };
    expect(await faults(url, { AUTOSCALER_PROMETHEUS_PASSWORD: 'x' })).toEqual([
      'environment variable AUTOSCALER_PROMETHEUS_PASSWORD: "prometheus.password" has no user name to go with',
    ]);
    expect(
      await faults(url, { AUTOSCALER_PROMETHEUS_TOKEN: 'x', AUTOSCALER_PROMETHEUS_USERNAME: 'u' }),
    ).toEqual([
      'environment variable AUTOSCALER_PROMETHEUS_TOKEN: "prometheus.token" cannot go together with a user name or password',
    ]);
    expect(await faults(url, { AUTOSCALER_PROMETHEUS_CERT_FILE: await file('c', 'C') })).toEqual([
      'environment variable AUTOSCALER_PROMETHEUS_CERT_FILE: "prometheus.certFile" has no key to go with',
    ]);
    const both = { AUTOSCALER_PROMETHEUS_TOKEN: 'x', AUTOSCALER_PROMETHEUS_TOKEN_FILE: await file('t', 't') };
    expect(await faults(url, both)).toEqual([
      'environment variable AUTOSCALER_PROMETHEUS_TOKEN: "prometheus.token" is given both directly and as a file',
    ]);
  });

  it('name files that are missing or no settings', async () => {
    expect(await faults({ config: join(directory, 'no.yaml') })).toEqual([
      'no.yaml: the settings file does not exist',
    ]);
    expect(await faults({ config: await file('list.yaml', '- a\n') })).toEqual([
      'list.yaml:1:1: the settings must be a mapping',
    ]);
    expect((await faults({ config: await file('bad.yaml', 'a: [\n') }))[0]).toMatch(
      /^bad\.yaml:\d+:\d+: not YAML: /,
    );
    const url = { 'prometheus.url': 'http://p' };
    expect(await faults(url, { AUTOSCALER_PROMETHEUS_CA_FILE: join(directory, 'ca.pem') })).toEqual([
      `environment variable AUTOSCALER_PROMETHEUS_CA_FILE: "prometheus.caFile" ca.pem does not exist`,
    ]);
  });
});
