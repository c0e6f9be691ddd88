import { afterEach, describe, expect, it } from 'vitest';
import type { NginxStack, StackOptions } from '../../support/nginx-stack.ts';
import { inFlightOf, membersOf, NEWEST_NGINX, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((name) => `${name}_temp_path /tmp/${name};`)
  .join(' ');

/** Balancer containers as users run them. */
const SURROUNDINGS: Readonly<Record<string, Omit<StackOptions, 'image' | 'replicas'>>> = {
  'a small init as process 1': { lb: { init: true } },
  'a configuration elsewhere, started by a script': {
    lb: {
      entrypoint: [
        'sh',
        '-c',
        'cp /etc/nginx/nginx.conf /tmp/main.conf; nginx -c /tmp/main.conf -g "daemon off;" & wait',
      ],
    },
    edit: (config) => config.replace('include auto/*.conf;', 'include /etc/nginx/auto/*.conf;'),
  },
  'next to no privileges': {
    lb: {
      cap_drop: ['ALL'],
      cap_add: ['CHOWN', 'SETGID', 'SETUID', 'NET_BIND_SERVICE', 'DAC_OVERRIDE'],
      security_opt: ['no-new-privileges'],
    },
  },
  'an ordinary user and a root file system that is read-only': {
    lb: { user: '101', read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] },
    edit: (config) =>
      `error_log stderr; pid /tmp/nginx.pid;\n${config.replace('access_log off;', TEMPORARY)}`,
  },
  IPv6: { ipv6: true },
};

describe('nginx with', () => {
  let stack: NginxStack | undefined;

  afterEach(() => stack?.down());

  it.each(Object.entries(SURROUNDINGS))('%s', async (name, options) => {
    const started = await startStack({ image: NEWEST_NGINX, replicas: 2, ...options });
    stack = started;
    const found = await started.replicas();
    const replicas =
      name === 'IPv6'
        ? found.map((replica) => ({
            ...replica,
            addresses: replica.addresses.map(({ ipv4: _, ...place }) => place),
          }))
        : found;
    const [leaving, staying] = replicas;
    if (leaving === undefined || staying === undefined) throw new Error('no replicas');
    const url = await started.url();
    const apply = (members: typeof replicas) =>
      started.balancer.apply(started.service(), membersOf(members), soon());
    expect(await apply(replicas)).toMatchObject({ changed: true });
    const endless = fetch(`${url}/slow?ms=60000`).catch(() => 'cut');
    const other = fetch(`${url}/slow?ms=60000`).catch(() => 'cut');
    await eventually(
      () => started.view(replicas),
      (view) => replicas.every((replica) => inFlightOf(view, replica) > 0),
    );
    await apply([staying]);
    expect(inFlightOf(await started.view(replicas), leaving)).toBeGreaterThan(0);
    await started.balancer.cutSessions(started.service(), leaving, soon());
    expect(await Promise.all([endless, other])).toEqual(['cut', 'cut']);
    const view = await started.view(replicas);
    expect(inFlightOf(view, leaving)).toBe(0);
    expect(view.inRotation).toEqual([staying.id]);
    expect((await fetch(url)).status).toBe(200);
  });
});
