import type Docker from 'dockerode';

const ANONYMOUS = /^[0-9a-f]{64}$/;

/** The mounts of a host configuration, with anonymous volumes made anew for the new container. */
export function cloneMounts(host: Docker.HostConfig): Pick<Docker.HostConfig, 'Binds' | 'Mounts'> {
  const binds: string[] = [];
  const mounts: Docker.MountSettings[] = [];
  for (const bind of host.Binds ?? []) {
    const anonymous = anonymousBind(bind);
    if (anonymous === undefined) binds.push(bind);
    else mounts.push(anonymous);
  }
  for (const mount of host.Mounts ?? []) {
    const isAnonymous = mount.Type === 'volume' && ANONYMOUS.test(mount.Source ?? '');
    mounts.push(isAnonymous ? { ...mount, Source: '' } : mount);
  }
  return { Binds: binds, Mounts: mounts };
}

/** A bind of the form `<64 hex digits>:/target[:options]` as a mount of a new volume. */
function anonymousBind(bind: string): Docker.MountSettings | undefined {
  const [source, target, options = ''] = bind.split(':');
  if (source === undefined || target === undefined || !ANONYMOUS.test(source)) return undefined;
  return { Type: 'volume', Source: '', Target: target, ReadOnly: options.split(',').includes('ro') };
}
