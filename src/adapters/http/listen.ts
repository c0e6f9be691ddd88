import { AutoscalerError } from '../../core/errors.ts';

/** Where to listen; port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const FIXES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another process listens there: stop it, or choose another port with --listen.',
  EACCES: 'This user may not use that port: choose one above 1023 with --listen.',
  EADDRNOTAVAIL: 'This machine has no such address: use 0.0.0.0, 127.0.0.1 or one of its own with --listen.',
  ENOTFOUND: 'That host name has no address: use an IP address with --listen.',
};

/** The typed error for an address that cannot be listened on. */
export function listenError({ host, port }: ListenAddress, cause: unknown): AutoscalerError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AutoscalerError('E_HTTP_LISTEN', `cannot serve HTTP at ${host}:${port}: ${detail}`, {
    fix: FIXES[code] ?? 'Choose another address with --listen.',
    cause,
  });
}
