import { describe, expect, it } from 'vitest';
import { cloneContainer } from '../../../../src/adapters/docker/clone.ts';
import { endpoint, type InspectedChanges, idOf, inspected } from './fixtures.ts';

const IMAGE = { reference: 'web:1', entrypoint: ['node'] };

function clone(changes: InspectedChanges = {}, image = IMAGE) {
  return cloneContainer(inspected(changes), image, { name: 'shop-web-4', number: 4 });
}

describe('cloneContainer', () => {
  it('gives the number and the name, and strips the mark of a replacement', () => {
    const labels = { ...inspected().Config.Labels, 'com.docker.compose.replace': 'shop-web-1', team: 'x' };
    const { body } = clone({ config: { Labels: labels } });
    expect(body.name).toBe('shop-web-4');
    const { 'com.docker.compose.replace': _replace, ...kept } = labels;
    expect(body.Labels).toEqual({ ...kept, 'com.docker.compose.container-number': '4' });
  });

  it('keeps the settings as they are, also those it does not know', () => {
    const config = { Env: ['A=1', 'B'], User: '1000', WorkingDir: '/x', StopTimeout: 7, Shell: ['sh'] };
    const host = { RestartPolicy: { Name: 'always' }, Memory: 5, Ulimits: [], FutureField: 1 };
    const { body } = clone({ config, host });
    expect(body).toMatchObject(config);
    expect(body.HostConfig).toMatchObject(host);
  });

  it('drops the hostname that the engine gave', () => {
    expect(clone().body).not.toHaveProperty('Hostname');
    expect(clone({ config: { Hostname: 'shop', Domainname: 'example.test' } }).body).toMatchObject({
      Hostname: 'shop',
      Domainname: 'example.test',
    });
    const ofHost = clone({ config: { Hostname: 'big-iron' }, host: { UTSMode: 'host' } });
    expect(ofHost.body).not.toHaveProperty('Hostname');
  });

  it('drops what is no setting but a state', () => {
    const { body } = clone({ config: { MacAddress: '02:42:00:00:00:01' }, host: { ContainerIDFile: '/x' } });
    expect(body).not.toHaveProperty('MacAddress');
    expect(body.HostConfig).not.toHaveProperty('ContainerIDFile');
    expect(clone({ config: { StopTimeout: null } }).body).not.toHaveProperty('StopTimeout');
  });

  it('keeps an entry point that was taken away', () => {
    const taken = { Entrypoint: undefined, Cmd: ['sleep'] };
    expect(clone({ config: taken }).body.Entrypoint).toEqual(['']);
    expect(clone({ config: taken }, { ...IMAGE, entrypoint: [] }).body.Entrypoint).toBeUndefined();
    expect(clone({ config: { Entrypoint: [] } }).body.Entrypoint).toEqual([]);
  });

  it('turns links back into the form they are given in', () => {
    const host = { Links: ['/shop-db-1:/shop-web-1/db', '/other:/shop-web-1/shop-db-1'] };
    expect(clone({ host }).body.HostConfig?.Links).toEqual(['shop-db-1:db', 'other:shop-db-1']);
  });

  it('makes anonymous volumes anew and keeps every other mount', () => {
    const host = {
      Binds: ['data:/data:rw', '/srv:/srv:ro', `${idOf('b')}:/old:ro`],
      Mounts: [
        { Type: 'volume' as const, Source: idOf('c'), Target: '/anonymous' },
        { Type: 'volume' as const, Source: 'named', Target: '/named', ReadOnly: true },
        { Type: 'bind' as const, Source: `/${idOf('d')}`, Target: '/bound' },
      ],
    };
    expect(clone({ host }).body.HostConfig).toMatchObject({
      Binds: ['data:/data:rw', '/srv:/srv:ro'],
      Mounts: [
        { Type: 'volume', Source: '', Target: '/old', ReadOnly: true },
        { Type: 'volume', Source: '', Target: '/anonymous' },
        { Type: 'volume', Source: 'named', Target: '/named', ReadOnly: true },
        { Type: 'bind', Source: `/${idOf('d')}`, Target: '/bound' },
      ],
    });
  });

  it('joins the main network first, under its own name', () => {
    const networks = {
      shop_back: endpoint({ NetworkID: 'n2', Aliases: ['shop-web-1', 'web', 'api', 'aaaaaaaaaaaa'] }),
      shop_default: endpoint({ IPAMConfig: { LinkLocalIPs: ['169.254.1.1'] }, Links: ['db:db'] }),
    };
    const { body, connectLater } = clone({ networks });
    expect(body.NetworkingConfig).toEqual({
      EndpointsConfig: {
        shop_default: {
          Aliases: ['shop-web-4', 'web'],
          IPAMConfig: { LinkLocalIPs: ['169.254.1.1'] },
          Links: ['db:db'],
        },
      },
    });
    expect(connectLater).toEqual([
      { name: 'shop_back', endpoint: { Aliases: ['shop-web-4', 'web', 'api'] } },
    ]);
  });

  it('knows the main network by its ID too', () => {
    const networks = { one: endpoint({ NetworkID: 'n1' }), two: endpoint({ NetworkID: 'n2' }) };
    const { body } = clone({ networks, host: { NetworkMode: 'n2' } });
    expect(Object.keys(body.NetworkingConfig?.EndpointsConfig ?? {})).toEqual(['two']);
  });

  it.each(['bridge', 'none'])('gives no aliases on the engine’s own network %s', (mode) => {
    const { body } = clone({ host: { NetworkMode: mode }, networks: { [mode]: endpoint() } });
    expect(body.NetworkingConfig?.EndpointsConfig).toEqual({ [mode]: {} });
  });
});
