import { connect, type Socket } from 'node:net';

/** What the controller is burdened with, until the next. */
export type Burden = 'nothing' | 'listeners' | 'slow-readers' | 'requests' | 'abuse';

/** What came of a burden so far. */
export interface LoadReport {
  readonly connections: number;
  readonly megabytes: number;
  readonly answers: number;
  readonly refused: number;
  /** Connections that the server ended. */
  readonly cutOff: number;
}

const [port = '', token = ''] = process.argv.slice(2);
const CROWD = 1_000;
const NEIGHBOURS = 10;
const AUTHORISED = `Host: localhost\r\nAuthorization: Bearer ${token}\r\n`;
const get = (path: string) => `GET /api/v1/${path} HTTP/1.1\r\n${AUTHORISED}\r\n`;
const post = (body: string, length = body.length) =>
  `POST /api/v1/services/shop/web0000/scale HTTP/1.1\r\n${AUTHORISED}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;

const ABUSES: readonly string[] = [
  post('{"replicas":'),
  post('x'.repeat(20_000)),
  post('{"replicas":3', 1_000_000),
  post(`{"replicas":${'['.repeat(8_000)}`),
  `GET /api/v1/services HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${'w'.repeat(40)}\r\n\r\n`,
  `GET /${'../'.repeat(500)}etc/passwd HTTP/1.1\r\n${AUTHORISED}\r\n`,
  `GET /api/v1/services/shop/%zz HTTP/1.1\r\n${AUTHORISED}\r\n`,
  `GET / HTTP/1.1\r\n${'X-Filler: y\r\n'.repeat(2_000)}\r\n`,
  'this is no HTTP\r\n\r\n',
];

const sockets = new Set<Socket>();
let bytes = 0;
let answers = 0;
let refused = 0;
let cutOff = 0;
let isOver = true;
let burdens = 0;

/** From an address of its own, since requests are counted by address; `neighbour` tells several of one burden apart. */
function open(neighbour: number, onData: (socket: Socket, chunk: Buffer) => void): Socket {
  const localAddress = `127.1.${burdens}.${1 + neighbour}`;
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress });
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    onData(socket, chunk);
  });
  socket.on('close', () => {
    sockets.delete(socket);
    if (!isOver) cutOff += 1;
  });
  return socket;
}

function listen(index: number): void {
  open(index % NEIGHBOURS, () => undefined).write(get('events'));
}

/** Asks for much and never reads it. */
function askWithoutReading(path: string, index: number): void {
  const socket = open(index % NEIGHBOURS, () => undefined);
  socket.pause();
  socket.write(get(path));
}

/** One connection that asks again as soon as it has its answer, and comes back when it is cut off. */
function askAgainAndAgain(request: (round: number) => string, round = 0): void {
  const socket = open(0, (_, chunk) => {
    const status = /^HTTP\/1\.1 (\d)/.exec(chunk.toString('latin1', 0, 12))?.[1];
    if (status === undefined) return;
    if (status === '2') answers += 1;
    else refused += 1;
    socket.destroy();
  });
  socket.write(request(round));
  socket.on('close', () => {
    if (!isOver) setImmediate(() => askAgainAndAgain(request, round + 1));
  });
}

const BURDENS: Readonly<Record<Burden, () => void>> = {
  nothing: () => undefined,
  listeners: () => times(CROWD, listen),
  'slow-readers': () => {
    times(CROWD - 100, (index) => askWithoutReading('events', index));
    times(100, (index) => askWithoutReading('services', index));
  },
  requests: () => times(16, () => askAgainAndAgain(() => get('services'))),
  abuse: () =>
    times(16, (first) => askAgainAndAgain((round) => ABUSES[(first + round) % ABUSES.length] ?? '')),
};

function times(count: number, act: (index: number) => void): void {
  for (let index = 0; index < count; index += 1) act(index);
}

process.on('message', (burden: Burden) => {
  const report: LoadReport = { connections: sockets.size, megabytes: bytes / 1e6, answers, refused, cutOff };
  isOver = true;
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  bytes = answers = refused = cutOff = 0;
  process.send?.(report);
  setTimeout(() => {
    isOver = burden === 'nothing';
    burdens += 1;
    BURDENS[burden]();
  }, 200);
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
