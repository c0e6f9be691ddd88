import type Docker from 'dockerode';
import { cloneMounts } from './clone-mounts.ts';
import { cloneNetworks, type NetworkToJoin } from './clone-networks.ts';
import { LABEL, nameOf } from './labels.ts';
import type { Inspected } from './wire.ts';

/** What a clone needs to know of the template's image. */
export interface TemplateImage {
  /** The image's name where it still means the same image, else its ID. */
  readonly reference: string;
  readonly entrypoint: readonly string[];
}

/** A container to create, and the networks to connect it to before its start. */
export interface Clone {
  readonly body: Docker.ContainerCreateOptions;
  readonly connectLater: readonly NetworkToJoin[];
}

/**
 * The container that Compose would have made as number `number`, from the inspection of a sibling: everything is
 * kept but what belongs to one container alone (name, number, hostname, addresses, anonymous volumes).
 */
export function cloneContainer(
  template: Inspected,
  image: TemplateImage,
  identity: { readonly name: string; readonly number: number },
): Clone {
  const { HostConfig: host, Config: config } = template;
  const networks = cloneNetworks(
    {
      id: template.Id,
      name: nameOf([template.Name]),
      networkMode: host.NetworkMode ?? 'default',
      networks: template.NetworkSettings.Networks,
    },
    identity.name,
  );
  const [first, ...connectLater] = networks;
  const { Hostname, Domainname, StopTimeout, MacAddress: _mac, OnBuild: _onBuild, ...kept } = config;
  return {
    body: {
      ...kept,
      name: identity.name,
      Image: image.reference,
      Labels: cloneLabels(config.Labels ?? {}, identity.number),
      ...(ownHostname(template) ? { Hostname, Domainname } : {}),
      ...(typeof StopTimeout === 'number' ? { StopTimeout } : {}),
      ...(resetsEntrypoint(template, image) ? { Entrypoint: [''] } : {}),
      HostConfig: cloneHost(host),
      ...(first === undefined
        ? {}
        : { NetworkingConfig: { EndpointsConfig: { [first.name]: first.endpoint } } }),
    },
    connectLater,
  };
}

function cloneLabels(labels: Readonly<Record<string, string>>, number: number): Record<string, string> {
  const { [LABEL.replace]: _replace, ...kept } = labels;
  return { ...kept, [LABEL.number]: String(number) };
}

/** Without one of their own, containers get the short ID as hostname; one with the host's may not name any. */
function ownHostname(template: Inspected): boolean {
  const automatic =
    template.Id.startsWith(template.Config.Hostname) && template.Config.Hostname.length === 12;
  return !automatic && template.HostConfig.UTSMode !== 'host';
}

/** Left out, the engine would put the image's entry point back; one empty word takes it away. */
function resetsEntrypoint(template: Inspected, image: TemplateImage): boolean {
  return (template.Config.Entrypoint ?? null) === null && image.entrypoint.length > 0;
}

function cloneHost(host: Docker.HostConfig): Docker.HostConfig {
  const { ContainerIDFile: _idFile, Links: links, ...kept } = host;
  return { ...kept, ...cloneMounts(host), ...(Array.isArray(links) ? { Links: links.map(cloneLink) } : {}) };
}

/** Inspect tells a link as `/other:/own-name/alias`, creation takes `other:alias`. */
function cloneLink(link: unknown): string {
  const [other = '', alias = ''] = String(link).split(':');
  return `${other.replace(/^\//, '')}:${alias.slice(alias.lastIndexOf('/') + 1)}`;
}
