const HEADER_BYTES = 8;

/**
 * The text in an engine stream that carries stdout and stderr in frames: a byte for the stream, three zeros, the
 * length in four bytes, the content. A terminal's stream has no frames and is text as it is.
 * Frame format: Docker Engine API, "Attach to a container", stream format.
 */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= raw.length) {
    const isHeader = (raw[offset] ?? 9) <= 2 && raw.readUIntBE(offset + 1, 3) === 0;
    if (!isHeader) return raw.toString('utf8');
    const length = raw.readUInt32BE(offset + 4);
    parts.push(raw.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + length));
    offset += HEADER_BYTES + length;
  }
  if (parts.length === 0) return raw.toString('utf8');
  return Buffer.concat(parts).toString('utf8');
}
