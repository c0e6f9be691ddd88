import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon } from '../../support/wait.ts';

/** One of our own, so that tests side by side do not overlap. */
const NET = `198.19.${Math.floor(Math.random() * 256)}`;
const MAC = '02:42:ac:11:65:43';
const PLAIN = { image: TEST_IMAGE, command: ['sleep', '1000'], stop_signal: 'SIGKILL' };

describe('what cannot be made', () => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await composeProject({});
    const api = Number((await project.docker('version', '--format', '{{.Server.APIVersion}}')).split('.')[1]);
    const mac = api < 44 ? { mac_address: MAC } : { networks: { default: { mac_address: MAC } } };
    await project.define({
      services: {
        good: { ...PLAIN, networks: { a: {}, b: {} }, volumes: ['/anonymous'] },
        named: { ...PLAIN, container_name: `${project.name}-the-one` },
        published: { ...PLAIN, ports: ['42220:80', '80'] },
        addressed: { ...PLAIN, networks: { fixed: { ipv4_address: `${NET}.77` } } },
        carded: { ...PLAIN, ...mac },
        hosted: { ...PLAIN, network_mode: 'host' },
        lodger: { ...PLAIN, network_mode: 'service:good' },
      },
      networks: { a: {}, b: {}, fixed: { ipam: { config: [{ subnet: `${NET}.0/24` }] } } },
    });
    await project.compose('up', '-d');
  });

  afterAll(async () => {
    await project.down();
  });

  it.each([
    ['named', /fixed name “.*-the-one”/, /container_name/],
    ['published', /80\/tcp on the host’s port 42220/, /Publish it without a host port/],
    ['addressed', /fixed address 198\.19\.\d+\.77/, /ipv4_address/],
    ['carded', /fixed MAC address 02:42:ac:11:65:43/, /mac_address/],
    ['hosted', /host’s network/, /network_mode/],
    ['lodger', /another container’s network/, /network_mode/],
  ])('a second replica of the service “%s”', async (service, message, fix) => {
    const refused = {
      code: 'E_NOT_CLONEABLE',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    };
    await expect(project.target.assertCloneable(project.ref(service), soon())).rejects.toMatchObject(refused);
    await expect(project.target.create(project.ref(service), 2, soon())).rejects.toMatchObject(refused);
    expect(await project.replicas(service)).toHaveLength(1);
  });

  it('a replica of a service that does not exist', async () => {
    await expect(project.target.create(project.ref('ghost'), 1, soon())).rejects.toMatchObject({
      code: 'E_NO_TEMPLATE',
      fix: expect.stringContaining('up -d ghost'),
    });
  });

  it('a replica whose name another container has', async () => {
    const name = `${project.name}-good-2`;
    await project.docker('create', '--name', name, TEST_IMAGE);
    try {
      await expect(project.target.create(project.ref('good'), 2, soon())).rejects.toMatchObject({
        code: 'E_NAME_TAKEN',
        message: expect.stringContaining(name),
      });
    } finally {
      await project.docker('rm', name);
    }
  });

  it('the start of a replica whose network is gone', async () => {
    await project.compose('stop', 'good', 'lodger');
    await project.docker('network', 'rm', `${project.name}_b`, `${project.name}_a`);
    const made = project.target.create(project.ref('good'), 2, soon());
    await expect(made.then((replica) => project.target.start(replica, soon()))).rejects.toMatchObject({
      message: expect.stringMatching(/network/),
    });
  });

  it('a replica of an image that is gone', async () => {
    const image = `${project.name}:gone`;
    const container = (await project.docker('create', TEST_IMAGE)).trim();
    await project.docker('commit', '--change', 'LABEL of=this-test-only', container, image);
    await project.docker('rm', container);
    await project.define({ services: { imaged: { ...PLAIN, image, pull_policy: 'never' } } });
    await project.compose('up', '-d', 'imaged');
    await project.compose('stop', 'imaged');
    await project.docker('rmi', '-f', image);
    await expect(project.target.create(project.ref('imaged'), 2, soon())).rejects.toMatchObject({
      code: 'E_IMAGE_GONE',
      fix: expect.stringMatching(/[Bb]uild or pull/),
    });
  });
});
