import type { ServerAddress } from '../../core/server-address.ts';
import { canonicalAddress } from '../../core/server-address.ts';

/** `TCP_ESTABLISHED` and `TCP_SYN_SENT` as the kernel's tables spell them. */
const OPEN = ['01', '02'];

/** What a line of /proc/net/tcp or tcp6 contains when it is an open connection to the server. */
export function patternsOf(server: ServerAddress): readonly string[] {
  const port = server.port.toString(16).toUpperCase().padStart(4, '0');
  const address = hexOf(server.address);
  return OPEN.map((state) => `${address}:${port} ${state} `);
}

/** How many of the lines are open connections to the server. */
export function connectionsTo(lines: readonly string[], server: ServerAddress): number {
  const patterns = patternsOf(server);
  return lines.filter((line) => patterns.some((pattern) => line.includes(pattern))).length;
}

/** The kernel writes addresses as 32-bit words of the host's byte order, which is little-endian wherever Docker runs. */
function hexOf(address: string): string {
  const bytes = address.includes(':')
    ? bytesOfIPv6(canonicalAddress(address))
    : address.split('.').map(Number);
  const hex = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  const words = Array.from({ length: bytes.length / 4 }, (_, word) => hex.slice(word * 4, word * 4 + 4));
  return words.map((word) => word.toReversed().join('')).join('');
}

function bytesOfIPv6(canonical: string): readonly number[] {
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = groups(tail ?? '');
  const gap = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...gap, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}
