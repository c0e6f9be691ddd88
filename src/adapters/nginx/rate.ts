import type { SafeNames } from './names.ts';
import type { SafeOptions } from './options.ts';

/** Room for some 16 000 clients. */
const ZONE = '1m';

/** The shared memory in which clients' requests are counted. */
export function rateLines(names: SafeNames, { rateLimit }: SafeOptions): readonly string[] {
  if (rateLimit === undefined) return [];
  return [
    '',
    `limit_req_zone $binary_remote_addr zone=${names.zone}-rate:${ZONE} rate=${perMinute(rateLimit)}r/m;`,
  ];
}

/** A client may send all its requests at once; then each comes back after its part of the time. */
export function limitLines(names: SafeNames, { rateLimit }: SafeOptions): readonly string[] {
  if (rateLimit === undefined) return [];
  const burst = rateLimit.requests > 1 ? ` burst=${rateLimit.requests - 1} nodelay` : '';
  return [`limit_req zone=${names.zone}-rate${burst};`, 'limit_req_status 429;'];
}

/** nginx takes whole numbers a minute, at least one. */
function perMinute({ requests, periodMs }: NonNullable<SafeOptions['rateLimit']>): number {
  return Math.max(1, Math.round((requests * 60_000) / periodMs));
}
