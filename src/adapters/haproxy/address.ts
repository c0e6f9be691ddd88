import { canonicalAddress } from '../../core/server-address.ts';

/** Whether a slot with this address is free. */
export function isUnset(address: string): boolean {
  return address === '-' || address === '' || ['0.0.0.0', '::'].includes(canonicalAddress(address));
}
