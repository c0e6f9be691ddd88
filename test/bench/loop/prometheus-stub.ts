import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The label by which the adapter tells the parts of a joint query apart. */
const PART = /"(\w+_part)", "(\d+)"/g;

/** Answers every instant query, joint ones with a series for each part. Returns its address. */
export async function startPrometheusStub(): Promise<string> {
  const server = createServer(async (request, response) => {
    const query = new URLSearchParams(await text(request)).get('query') ?? '';
    const value = [Date.now() / 1000, '0.182'];
    const parts = [...query.matchAll(PART)].map(([, label = '', part]) => ({
      metric: { [label]: part },
      value,
    }));
    const result = parts.length === 0 ? [{ metric: {}, value }] : parts;
    const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const isListening = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === 'object' && address !== null;
  const address = server.address();
  if (!isListening(address)) throw new Error('the Prometheus stub listens nowhere');
  return `http://127.0.0.1:${address.port}`;
}
