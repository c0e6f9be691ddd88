import { createHmac } from 'node:crypto';

/**
 * The value of the signature header: `t=<seconds since 1970>,v1=<hex>`, where hex is the HMAC-SHA256 with the secret
 * of `<seconds>.<body>`. The time is signed too, so that a receiver can refuse what is replayed. `now` is epoch
 * milliseconds.
 */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
