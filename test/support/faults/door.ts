import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A socket of the engine's that can be closed, as while the engine is away. */
export interface EngineDoor {
  /** Its address in the form of DOCKER_HOST. */
  readonly host: string;
  open(): Promise<void>;
  /** Cuts every connection and takes no new one. */
  close(): Promise<void>;
}

/** Makes a door at `path` to the engine at a unix:// address. It is closed at first. */
export function engineDoor(engineHost: string, path: string): EngineDoor {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const passOn = (incoming: Socket) => {
    const onward = connect(engineHost.replace('unix://', ''));
    for (const socket of [incoming, onward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        incoming.destroy();
        onward.destroy();
      });
    }
    incoming.pipe(onward).pipe(incoming);
  };
  return {
    host: `unix://${path}`,
    async open() {
      await rm(path, { force: true });
      const opening = createServer({ allowHalfOpen: true }, passOn);
      server = opening;
      await new Promise<void>((resolve) => opening.listen(path, resolve));
    },
    async close() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      const closed = new Promise((resolve) => closing.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
