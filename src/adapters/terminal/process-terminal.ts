import { userInfo } from 'node:os';
import { styleText } from 'node:util';
import { processScreen } from './process-screen.ts';

/** The terminal of this process; `interrupted` aborts on SIGINT and SIGTERM. */
export function processTerminal() {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
  const { stdout, stderr } = process;
  return {
    out: (text: string) => void stdout.write(text),
    err: (text: string) => void stderr.write(text),
    ...(stdout.isTTY ? { screen: processScreen() } : {}),
    columns: stdout.columns ?? Number.POSITIVE_INFINITY,
    // Node itself knows NO_COLOR, FORCE_COLOR, and terminals without colour.
    colors: styleText('bold', '-', { stream: stdout }) !== '-',
    interrupted: abort.signal,
    inputEnded,
    user: userInfo().username,
  };
}

function inputEnded(): AbortSignal {
  const ended = new AbortController();
  for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => ended.abort());
  process.stdin.resume().unref();
  return ended.signal;
}
