import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NginxBalancer } from '../../../src/adapters/nginx/balancer.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { AUTO, membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(NGINX_IMAGES)('restarts with %s', (image) => {
  let stack: NginxStack;
  let all: readonly Replica[];
  let lb: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3 });
    all = await stack.replicas();
    lb = `${stack.project}-lb-1`;
    await apply(all);
  });

  afterAll(() => stack?.down());

  const apply = (members: readonly Replica[], balancer = stack.balancer) =>
    balancer.apply(stack.service(), membersOf(members), soon());
  const inRotation = async () => (await stack.view(all)).inRotation.length;
  const file = () => `${AUTO}/${stack.project}-web.conf`;
  const proof = () => `${AUTO}/.${stack.project}-web.conf.proven`;
  const previous = () => `${AUTO}/.${stack.project}-web.conf.previous`;
  const answer = async () =>
    fetch(await stack.url(), { headers: { connection: 'close' } }).then(
      ({ status }) => status,
      () => 0,
    );

  it('of the controller find everything as it is', async () => {
    const fresh = new NginxBalancer(stack.host);
    expect(await apply(all, fresh)).toEqual({ changed: false });
    expect((await fresh.view(stack.service(), all, soon())).inRotation).toHaveLength(3);
  });

  it('of nginx are survived by its file, without another reload', async () => {
    await stack.docker('restart', '-t', '1', lb);
    expect(await inRotation()).toBe(3);
    expect(await apply(all)).toEqual({ changed: false });
    expect(await eventually(answer, (status) => status === 200)).toBe(200);
  });

  it('of nginx in the middle of a change do not fail it', async () => {
    const restart = stack.docker('restart', '-t', '1', lb);
    for (const count of [2, 3, 1, 3]) await apply(all.slice(0, count));
    await restart;
    expect(await inRotation()).toBe(3);
    expect(await eventually(answer, (status) => status === 200)).toBe(200);
  });

  it('by somebody else change nothing', async () => {
    await stack.inBalancer('nginx -s reload');
    expect(await inRotation()).toBe(3);
    expect(await apply(all)).toEqual({ changed: false });
  });

  it('of a controller that was killed before the reload are made up for', async () => {
    const wanted = await stack.inBalancer(`cat ${file()}`);
    await apply(all.slice(0, 1));
    await stack.inBalancer(`cp ${file()} ${previous()}; rm ${proof()}`);
    await stack.host.writeFile(lb, file(), wanted, soon());
    expect(await inRotation()).toBe(1);
    expect(await apply(all)).toMatchObject({
      changed: true,
      reloadReason: expect.stringContaining('not certain'),
    });
    expect(await inRotation()).toBe(3);
  });

  it('of a controller that was killed before the check do not leave a bad file behind', async () => {
    await stack.inBalancer(`mv ${file()} ${previous()}; rm ${proof()}`);
    const bad = 'upstream web { bogus; }\n';
    await stack.host.writeFile(lb, file(), (await header()) + bad, soon());
    expect(await inRotation()).toBe(0);
    expect(await apply(all)).toMatchObject({ changed: true });
    expect(await inRotation()).toBe(3);
    expect(await eventually(answer, (status) => status === 200)).toBe(200);
  });

  it('of nginx with files that somebody edited or removed are put right', async () => {
    await stack.inBalancer(`sed -i 's/server [0-9.]*:/server 127.0.0.9:/' ${file()}; nginx -s reload`);
    expect(await inRotation()).toBe(0);
    expect(await apply(all)).toMatchObject({ changed: true });
    await stack.inBalancer(`rm ${file()}`);
    expect(await inRotation()).toBe(0);
    expect(await apply(all)).toMatchObject({ changed: true });
    expect(await eventually(answer, (status) => status === 200)).toBe(200);
  });

  async function header(): Promise<string> {
    return `${await stack.inBalancer(`head -n 3 ${previous()}`)}\n`;
  }
});
