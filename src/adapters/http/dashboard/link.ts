import type { ListenAddress } from '../listen.ts';

/** The address that opens the dashboard with a token; it stands behind `#`, so that no server and no log gets it. */
export function dashboardLink({ host, port }: ListenAddress, token: string): string {
  const every = ['0.0.0.0', '::', ''].includes(host);
  const name = every ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/#/?token=${encodeURIComponent(token)}`;
}
