import { chmod, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPolicyFiles } from '../../../src/config/policy-files.ts';
import { FilePolicyReader } from '../../../src/config/policy-reader.ts';
import type { ServiceState } from '../../../src/core/replica.ts';
import { serviceState } from './fixtures.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'autoscaler-policies-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(directory, name), text);
const reader = () => new FilePolicyReader({ path: directory, isRequired: true });
const WEB = serviceState('web');
const API = serviceState('api');

async function read(from: FilePolicyReader, services: readonly ServiceState[] = [WEB, API]) {
  const { policies, faults, waiting, version } = await from.read(services);
  return {
    policies: policies.map((policy) => `${policy.ref.service} ${policy.max}`),
    faults: faults.map((fault) => fault.message.replace(`${directory}/`, '')),
    waiting: waiting.map((text) => text.replace(`${directory}/`, '')),
    version,
  };
}

describe('the policy reader', () => {
  it('reads *.yaml and *.yml, nothing else', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    await write('b.yml', 'service: api\nmax: 4\n');
    await write('c.yaml.bak', 'nonsense');
    await write('.d.yaml', 'nonsense');
    await mkdir(join(directory, 'sub'));
    await writeFile(join(directory, 'sub', 'e.yaml'), 'nonsense');
    expect(await read(reader())).toMatchObject({ policies: ['web 3', 'api 4'], faults: [] });
  });

  it('takes one file for a directory', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    await write('b.yaml', 'nonsense');
    const one = new FilePolicyReader({ path: join(directory, 'a.yaml'), isRequired: true });
    expect(await read(one)).toMatchObject({ policies: ['web 3'], faults: [] });
  });

  it('gives the same set, by identity, while nothing changes', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    const policies = reader();
    const first = await policies.read([WEB]);
    expect(await policies.read([serviceState('web')])).toBe(first);
  });

  it('follows edits, new files, deletions and services', async () => {
    const policies = reader();
    expect(await read(policies)).toEqual({ policies: [], faults: [], waiting: [], version: 1 });
    await write('a.yaml', 'service: web\nmax: 3\n');
    expect(await read(policies)).toMatchObject({ policies: ['web 3'], version: 2 });
    await write('a.yaml', 'service: web\nmax: 4\n');
    expect(await read(policies)).toMatchObject({ policies: ['web 4'], version: 3 });
    expect(await read(policies, [API])).toMatchObject({
      policies: [],
      waiting: ['a.yaml:1:10: no service "web" on this engine yet'],
      version: 4,
    });
    await unlink(join(directory, 'a.yaml'));
    expect(await read(policies)).toMatchObject({ policies: [], waiting: [], version: 5 });
  });

  it('keeps the version over an edit that changes nothing', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    const policies = reader();
    const { version } = await read(policies);
    await write('a.yaml', 'service: web\nmax: 3 # three\n');
    expect((await read(policies)).version).toBe(version);
  });

  it('keeps the last good policy of a bad edit, and says so until it is mended', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n---\nservice: api\nmax: 4\n');
    const policies = reader();
    await read(policies);
    await write('a.yaml', 'service: web\nmax: x\n---\nservice: api\nmax: 5\n');
    const bad = await read(policies);
    expect(bad.policies.sort()).toEqual(['api 5', 'web 3']);
    expect(bad.faults).toEqual([
      'a.yaml:2:6: "max" must be a whole number of replicas from 1 to 1000, not "x"',
    ]);
    expect(await read(policies)).toEqual({ ...bad, policies: ['api 5', 'web 3'] });
    await write('a.yaml', 'service: [\n');
    expect((await read(policies)).policies.sort()).toEqual(['api 5', 'web 3']);
    await write('a.yaml', 'service: web\nmax: 6\n');
    expect(await read(policies)).toMatchObject({ policies: ['web 6'], faults: [] });
  });

  it('knows the last good policy of a bad edit that a reader before it read, until the file is deleted', async () => {
    const texts = new Map<string, string | undefined>();
    const lastGood = {
      load: (path: string) => texts.get(path),
      save: (path: string, text: string | undefined) => void texts.set(path, text),
    };
    const options = { path: directory, isRequired: true };
    const next = () => new FilePolicyReader(options, async () => undefined, lastGood);
    await write('a.yaml', 'service: web\nmax: 3\n---\nservice: api\nmax: 4\n');
    const first = next();
    await read(first);
    await write('a.yaml', 'service: web\nmax: x\n---\nservice: api\nmax: 5\n');
    const second = await read(next());
    expect(second).toEqual({ ...(await read(first)), version: 1 });
    expect(second.policies.sort()).toEqual(['api 5', 'web 3']);
    await unlink(join(directory, 'a.yaml'));
    await read(first);
    await write('a.yaml', 'service: web\nmax: x\n');
    expect((await read(next())).policies).toEqual([]);
  });

  it('has no policy for a service whose first policy is bad, and refuses to act on it without one', async () => {
    await write('a.yaml', 'service: web\nmax: x\n');
    const policies = reader();
    expect((await read(policies)).policies).toEqual([]);
    expect(() => policies.withoutPolicy(WEB)).toThrow('"max" must be a whole number of replicas');
    expect(policies.withoutPolicy(API).min).toBe(0);
  });

  it('does not take a service for one without a policy while it is not clear for whom its policy is', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    const other = { ...WEB, ref: { ...WEB.ref, project: 'other' } };
    const policies = reader();
    expect((await read(policies, [WEB, other])).policies).toEqual([]);
    for (const web of [WEB, other])
      expect(() => policies.withoutPolicy(web)).toThrow('2 projects have a service "web"');
    await read(policies, [WEB]);
    expect(policies.withoutPolicy(other).min).toBe(0);
  });

  it('does not take a service with faulty labels for one without a policy', async () => {
    const faulty = serviceState('api', { 'autoscaler.enable': 'true', 'autoscaler.max': 'many' });
    const policies = reader();
    await read(policies, [WEB, faulty]);
    expect(() => policies.withoutPolicy(faulty)).toThrow('"max" must be a whole number of replicas');
    expect(policies.withoutPolicy(WEB).min).toBe(0);
  });

  it('takes labels where no file has a policy for the service', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    const labels = { 'autoscaler.enable': 'true', 'autoscaler.max': '7' };
    const policies = reader();
    const services = [serviceState('web', labels), serviceState('api', labels)];
    expect(await read(policies, services)).toMatchObject({ policies: ['web 3', 'api 7'], faults: [] });
    const faulty = serviceState('api', { ...labels, 'autoscaler.max': '0' });
    expect(await read(policies, [WEB, faulty])).toMatchObject({
      policies: ['web 3', 'api 7'],
      faults: [
        'label autoscaler.max of shop/api: "max" must be a whole number of replicas from 1 to 1000, not 0',
      ],
    });
    expect(await read(policies, [WEB, API])).toMatchObject({ policies: ['web 3'], faults: [] });
  });

  it('gives a policy without a project to the project of the own container', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    const [sidecar] = serviceState('autoscaler', {}, 'mine').replicas;
    const own = {
      ...serviceState('autoscaler', {}, 'mine'),
      replicas: sidecar ? [{ ...sidecar, id: 'me' }] : [],
    };
    const services = [WEB, serviceState('web', {}, 'mine'), own];
    const inContainer = new FilePolicyReader({ path: directory, isRequired: true }, async () => 'me');
    expect((await inContainer.read(services)).policies.map(({ ref }) => ref.project)).toEqual(['mine']);
    expect((await reader().read(services)).faults.map(({ code }) => code)).toEqual(['E_SERVICE_AMBIGUOUS']);
  });

  it('finds a missing directory faulty only where somebody named it', async () => {
    const path = join(directory, 'none');
    expect(await new FilePolicyReader({ path, isRequired: false }).read([WEB])).toMatchObject({ faults: [] });
    const { faults } = await new FilePolicyReader({ path, isRequired: true }).read([WEB]);
    expect(faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `E_CONFIG ${path}: the policies directory does not exist`,
    ]);
    await mkdir(path);
    expect((await new FilePolicyReader({ path, isRequired: true }).read([WEB])).faults).toEqual([]);
  });

  it('reports a file that cannot be read and goes on with the others', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    await mkdir(join(directory, 'b.yaml'));
    await symlink(join(directory, 'nowhere'), join(directory, 'c.yaml'));
    await chmod(join(directory, 'b.yaml'), 0o700);
    const { policies, faults } = await read(reader());
    expect(policies).toEqual(['web 3']);
    expect(faults).toEqual([expect.stringMatching(/^b\.yaml: cannot be read: .*EISDIR/)]);
  });
});

describe('checkPolicyFiles', () => {
  it('finds every fault of files and directories, duplicates too', async () => {
    await write('a.yaml', 'service: web\nmax: 3\n');
    await write('b.yaml', 'service: web\nmax: 4\n---\nservice: api\n');
    const checked = await checkPolicyFiles([directory, join(directory, 'none.yaml')]);
    expect(checked.files).toHaveLength(2);
    expect(checked.faults.map((fault) => fault.message.replaceAll(`${directory}/`, ''))).toEqual([
      'none.yaml: the policies directory does not exist',
      'b.yaml:4:1: "max" is missing: it must be a whole number of replicas from 1 to 1000',
      'b.yaml:1:10: a second policy for service "web"; the first is at a.yaml:1:10',
    ]);
  });
});
