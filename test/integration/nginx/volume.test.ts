import { afterEach, describe, expect, it } from 'vitest';
import { AUTO, membersOf, NEWEST_NGINX, type NginxStack, startStack } from '../../support/nginx-stack.ts';
import { soon } from '../../support/wait.ts';

describe('a volume of generated files', () => {
  let stack: NginxStack | undefined;

  afterEach(() => stack?.down());

  it('that is read-only is refused', async () => {
    stack = await startStack({ image: NEWEST_NGINX, replicas: 1, readOnly: true });
    const apply = stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
    await expect(apply).rejects.toMatchObject({
      code: 'E_BALANCER_WRITE',
      fix: expect.stringContaining('read-only'),
    });
  });

  it('that is full keeps what it has, and takes changes again when there is room', async () => {
    const full = await startStack({ image: NEWEST_NGINX, replicas: 2, kilobytes: 64 });
    stack = full;
    const all = await full.replicas();
    const apply = (members: typeof all) => full.balancer.apply(full.service(), membersOf(members), soon());
    const inRotation = async () => (await full.view(all)).inRotation.length;
    const file = () => full.inBalancer(`cat ${AUTO}/*.conf ${AUTO}/.*.proven`);
    const fill = (line = 'true') =>
      full.inBalancer(`dd if=/dev/zero of=${AUTO}/filler bs=4k count=100 2>&1; ${line}`);
    await apply(all.slice(0, 1));
    const before = await file();

    await fill();
    await expect(apply(all)).rejects.toMatchObject({ code: 'E_BALANCER_WRITE' });
    expect(await file()).toBe(before);
    expect(await inRotation()).toBe(1);

    // Room for the new file, but none for a copy of the old one.
    await full.inBalancer(`rm -f ${AUTO}/.*.previous ${AUTO}/.*.candidate`);
    await fill(`truncate -s -4096 ${AUTO}/filler`);
    await expect(apply(all)).rejects.toMatchObject({ code: 'E_BALANCER_WRITE' });
    expect(await file()).toBe(before);
    expect(await inRotation()).toBe(1);

    await full.inBalancer(`rm ${AUTO}/filler`);
    expect(await apply(all)).toMatchObject({ changed: true });
    expect(await inRotation()).toBe(2);
  });
});
