import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../support/certificates.ts';
import { type PrometheusBench, startBench } from '../../support/prometheus-bench.ts';

let bench: PrometheusBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.down());

describe('a Prometheus behind a server that asks who is there', () => {
  const guarded = (expected: string) =>
    bench.front((incoming, answer) => {
      if (incoming.headers.authorization === expected) return 'through';
      answer.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized\n');
      return 'handled';
    });

  it('takes a user and password', async () => {
    const { url } = await guarded(`Basic ${Buffer.from('me:pä:ss').toString('base64')}`);
    const auth = { kind: 'basic', username: 'me', password: 'pä:ss' } as const;
    expect(await bench.sample('fresh_metric', bench.source({ url, auth }))).toMatchObject({ kind: 'value' });
    const wrong = await bench.sample(
      'fresh_metric',
      bench.source({ url, auth: { ...auth, password: 'hunter2' } }),
    );
    expect(wrong).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNAUTHORISED' });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });

  it('takes a bearer token, further headers, and a path of its own', async () => {
    const { url, seen } = await guarded('Bearer tok');
    const auth = { kind: 'bearer', token: 'tok' } as const;
    const from = bench.source({ url: `${url}/prom`, auth, headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(await bench.sample('fresh_metric', from)).toMatchObject({ kind: 'value' });
    expect(seen[0]?.path).toBe('/prom/api/v1/query');
    expect(seen[0]?.headers['x-scope-orgid']).toBe('team-a');
    expect(await bench.sample('fresh_metric', bench.source({ url }))).toMatchObject({
      code: 'E_PROMETHEUS_UNAUTHORISED',
    });
  });
});

describe('a Prometheus behind TLS', () => {
  const authority = new CertificateAuthority('test authority');
  const tls = { ...authority.issue('prometheus'), ca: authority.cert };

  it('is trusted by its authority only', async () => {
    const { url } = await bench.front(() => 'through', tls);
    expect(await bench.sample('fresh_metric', bench.source({ url, ca: authority.cert }))).toMatchObject({
      kind: 'value',
    });
    const stranger = await bench.sample(
      'fresh_metric',
      bench.source({ url, ca: new CertificateAuthority('other').cert }),
    );
    expect(stranger).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
    expect(stranger.kind === 'error' && stranger.message).toContain('check prometheus.caFile');
    expect(await bench.sample('fresh_metric', bench.source({ url }))).toMatchObject({
      code: 'E_PROMETHEUS_UNREACHABLE',
    });
  });

  it('may ask for a client certificate', async () => {
    const { url } = await bench.front(() => 'through', {
      ...tls,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const client = authority.issue('autoscaler');
    expect(
      await bench.sample('fresh_metric', bench.source({ url, ca: authority.cert, client })),
    ).toMatchObject({
      kind: 'value',
    });
    const without = await bench.sample('fresh_metric', bench.source({ url, ca: authority.cert }));
    expect(without).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
  });
});
