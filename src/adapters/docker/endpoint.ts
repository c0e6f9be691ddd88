import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';

/** Where the engine listens. `url` is for messages. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly url: string; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly url: string;
      readonly host: string;
      readonly port: number;
      readonly tls?: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
    };

/** The engine's address as the user gave it, in the form of `DOCKER_HOST`, and its certificates. */
export interface EndpointSettings {
  /** `unix:///path`, `tcp://host:port` or `https://host:port`; `/var/run/docker.sock` when absent. */
  readonly host?: string;
  /** Directory with `ca.pem`, `cert.pem` and `key.pem`, as `DOCKER_CERT_PATH` has it. */
  readonly tlsDir?: string;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
const FIX = 'Give it as unix:///path/to/docker.sock or tcp://host:port (DOCKER_HOST).';

/** Reads the settings, certificates included. Throws `E_CONFIG`. */
export function parseEndpoint(settings: EndpointSettings): Endpoint {
  const host = settings.host ?? '';
  if (host === '') return socketAt(DEFAULT_SOCKET);
  if (host.startsWith('/')) return socketAt(host);
  if (host.startsWith('unix://')) return socketAt(host.slice('unix://'.length) || DEFAULT_SOCKET);
  const url = parseUrl(host);
  const secure = settings.tlsDir !== undefined || url.protocol === 'https:';
  const port = url.port === '' ? (secure ? TLS_PORT : PLAIN_PORT) : Number(url.port);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const place = { kind: 'tcp', url: host, host: name, port } as const;
  if (settings.tlsDir !== undefined) return { ...place, tls: readTls(settings.tlsDir) };
  if (!secure) return place;
  throw new AutoscalerError(
    'E_CONFIG',
    `The Docker Engine at ${host} asks for TLS, but there are no certificates.`,
    {
      fix: 'Give the directory with ca.pem, cert.pem and key.pem (DOCKER_CERT_PATH).',
    },
  );
}

function socketAt(path: string): Endpoint {
  return { kind: 'socket', url: `unix://${path}`, path };
}

function parseUrl(host: string): URL {
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  const known = url !== null && ['tcp:', 'http:', 'https:'].includes(url.protocol) && url.hostname !== '';
  if (known) return url;
  throw new AutoscalerError('E_CONFIG', `The Docker Engine’s address “${host}” is not one we can use.`, {
    fix: FIX,
  });
}

function readTls(dir: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string): Buffer => {
    const path = join(dir, name);
    try {
      return readFileSync(path);
    } catch (cause) {
      throw new AutoscalerError('E_CONFIG', `The certificate ${path} for the Docker Engine cannot be read.`, {
        fix: 'Put ca.pem, cert.pem and key.pem there, readable for this user (DOCKER_CERT_PATH).',
        cause,
      });
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
