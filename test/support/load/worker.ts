import { parentPort, workerData } from 'node:worker_threads';
import { Driver } from './driver.ts';
import type { LoadCommand, LoadEvent } from './messages.ts';
import type { LoadSettings } from './options.ts';

const port = parentPort;
if (port === null) throw new Error('the load generator runs in a worker thread');

const settings: LoadSettings = workerData;
const tell = (event: LoadEvent): void => port.postMessage(event);
const driver = new Driver(
  settings,
  (sample) => tell({ kind: 'second', sample }),
  (report) => {
    tell({ kind: 'ended', report });
    port.close();
  },
);
port.on('message', (command: LoadCommand) => {
  if (command.kind === 'rate') driver.setRate(command.rate);
  else if (command.kind === 'mark') driver.mark(command.phase);
  else driver.stop();
});
driver.start();
