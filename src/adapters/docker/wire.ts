import type Docker from 'dockerode';

/** A container as inspect tells it, with the fields that the library's types leave out. */
export interface Inspected extends Docker.ContainerInspectInfo {
  readonly Config: Docker.ContainerInspectInfo['Config'] & {
    readonly StopTimeout?: number | null;
    readonly MacAddress?: string;
  };
  /** Bytes in files that differ from the image's; there when asked for. */
  readonly SizeRw?: number;
}

/** A container as the list tells it. */
export type Listed = Docker.ContainerInfo;

/** One network of a container, as inspect tells it. */
export interface InspectedNetwork {
  readonly NetworkID: string;
  readonly IPAMConfig?: {
    readonly IPv4Address?: string;
    readonly IPv6Address?: string;
    readonly LinkLocalIPs?: string[];
  } | null;
  readonly Links?: string[] | null;
  readonly Aliases?: string[] | null;
  readonly DriverOpts?: Record<string, string> | null;
  /** From API 1.48 on. */
  readonly GwPriority?: number;
}

/** A network's settings for a new container, with the field that the library's types leave out. */
export type NewEndpoint = Docker.EndpointSettings & { readonly GwPriority?: number };
