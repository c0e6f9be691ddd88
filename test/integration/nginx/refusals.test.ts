import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NginxRef } from '../../../src/adapters/nginx/service.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { AUTO, membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { soon } from '../../support/wait.ts';

describe.each(NGINX_IMAGES)('what %s refuses', (image) => {
  let stack: NginxStack;
  let replicas: readonly Replica[];

  beforeAll(async () => {
    stack = await startStack({
      image,
      replicas: 2,
      edit: (config) =>
        config.replace(
          'include auto/*.conf;',
          'include auto/*.conf;\n  include own/*.conf;\n  upstream theirs { server 127.0.0.1:1; }',
        ),
    });
    replicas = await stack.replicas();
    await stack.balancer.apply(stack.service(), membersOf(replicas.slice(0, 1)), soon());
  });

  afterAll(() => stack?.down());

  const apply = (changes: Partial<NginxRef> = {}, service = 'web') =>
    stack.balancer.apply(stack.service(changes, service), membersOf(replicas), soon());
  const files = () => stack.inBalancer(`cd ${AUTO} && ls *.conf && cat *.conf .*proven`);
  const inRotation = async () => (await stack.view(replicas)).inRotation.length;
  const reset = () => stack.balancer.apply(stack.service(), membersOf(replicas.slice(0, 1)), soon());

  it('is told with file and line, and the old file goes on', async () => {
    const before = await files();
    await stack.inBalancer(
      `mkdir -p /etc/nginx/own; printf 'upstream other {\\n  bogus keyword;\\n}\\n' > /etc/nginx/own/a.conf`,
    );
    await expect(apply()).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringContaining('unknown directive "bogus" in /etc/nginx/own/a.conf:2'),
      at: '/etc/nginx/own/a.conf:2',
    });
    expect(await files()).toBe(before);
    expect(await inRotation()).toBe(1);
    await stack.inBalancer('rm /etc/nginx/own/a.conf');
    expect(await apply()).toMatchObject({ changed: true });
    expect(await inRotation()).toBe(2);
    await reset();
  });

  it('includes an upstream of that name elsewhere; other services beside it are carried', async () => {
    const before = await files();
    const outcomes = await Promise.allSettled([
      apply({}, 'first'),
      apply({ backend: 'theirs' }, 'bad'),
      apply({}, 'good'),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { changed: true } },
      {
        status: 'rejected',
        reason: {
          code: 'E_BALANCER_INVALID',
          message: expect.stringContaining('duplicate upstream "theirs" in /etc/nginx/nginx.conf:'),
        },
      },
      { status: 'fulfilled', value: { changed: true } },
    ]);
    expect(await stack.inBalancer(`ls ${AUTO}/*-bad.conf || echo none`)).toContain('none');
    await stack.inBalancer(`cd ${AUTO} && rm -f *-first.conf *-good.conf .*-first.* .*-good.* .*-bad.*`);
    await reset();
    expect(await files()).toBe(before);
  });

  it('includes what only its running master refuses; the old workers go on and the old file is back', async () => {
    const limit = (key: string) => `limit_req_zone ${key} zone=z:1m rate=1r/s;`;
    await stack.inBalancer(
      `mkdir -p /etc/nginx/own; echo '${limit('$binary_remote_addr')}' > /etc/nginx/own/b.conf; nginx -s reload`,
    );
    const before = await files();
    await stack.inBalancer(`echo '${limit('$uri')}' > /etc/nginx/own/b.conf`);
    await expect(apply()).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringContaining('refused to load it'),
    });
    expect(await files()).toBe(before);
    expect(await inRotation()).toBe(1);
    await stack.inBalancer('rm /etc/nginx/own/b.conf');
    expect(await apply()).toMatchObject({ changed: true });
    await reset();
  });

  it('includes a file that is not ours', async () => {
    const theirs = `${AUTO}/${stack.project}-api.conf`;
    await stack.inBalancer(`echo '# mine' > ${theirs}`);
    await expect(apply({}, 'api')).rejects.toMatchObject({ code: 'E_BALANCER_WRITE' });
    expect(await stack.inBalancer(`cat ${theirs}`)).toBe('# mine');
    await stack.inBalancer(`rm ${theirs}`);
  });

  it('includes directories that it does not include or have', async () => {
    await stack.inBalancer('mkdir -p /opt/elsewhere');
    await expect(apply({ configDir: '/opt/elsewhere' })).rejects.toMatchObject({
      code: 'E_BALANCER_UNSUPPORTED',
      at: 'balancer.configDir',
      fix: expect.stringContaining('include /opt/elsewhere/*.conf;'),
    });
    expect(await stack.inBalancer('ls -A /opt/elsewhere')).toBe('');
    await expect(apply({ configDir: '/nowhere' })).rejects.toMatchObject({ code: 'E_BALANCER_WRITE' });
    expect(await inRotation()).toBe(1);
  });

  it('includes containers without nginx, and balancers that do not run', async () => {
    const outcomes = await Promise.allSettled([apply({ service: 'web' }), apply({ service: 'nobody' })]);
    expect(outcomes).toMatchObject([
      {
        reason: {
          code: 'E_BALANCER_MISSING',
          message: expect.stringContaining('No master process of nginx'),
        },
      },
      { reason: { code: 'E_BALANCER_MISSING', message: expect.stringContaining('has no container') } },
    ]);
  });

  it('includes replicas without a common network or a clear port', async () => {
    const strangers = replicas.map((replica) => ({
      ...replica,
      addresses: replica.addresses.map((place) => ({ ...place, networkId: 'x' })),
    }));
    const silent = replicas.map((replica) => ({ ...replica, ports: [] }));
    for (const odd of [strangers, silent])
      await expect(stack.balancer.apply(stack.service(), membersOf(odd), soon())).rejects.toMatchObject({
        code: 'E_REPLICA_ADDRESS',
      });
    expect(await inRotation()).toBe(1);
  });
});
