import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LoadedBackend } from './backends.ts';
import { ShowStat } from './show-stat.ts';

const STATE_HEADER =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port';
const PROMPT = Buffer.from('\n> ');
const PROC = Buffer.from(`#<PID>          <type>          <reloads>       <uptime>        <version>
1               master          0 [failed: 0]   0d01h00m05s     3.2.26-1
# workers
7               worker          0               0d01h00m05s     3.2.26-1
`);

/** Answers on HAProxy's sockets in `directory`, as version 3.2 does, for backends that are settled. */
export async function startHaproxyStub(directory: string, backends: readonly LoadedBackend[]): Promise<void> {
  const answer = answerer(backends);
  await listen(join(directory, 'admin.sock'), (commands) => {
    const answers = commands.filter((command) => command !== 'prompt' && command !== 'quit').map(answer);
    return Buffer.concat([PROMPT, ...answers.flatMap((said) => [said, PROMPT])]);
  });
  await listen(join(directory, 'master.sock'), () => PROC);
}

function listen(path: string, answer: (commands: readonly string[]) => Buffer): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    // Whoever asked may have given up by now.
    socket.on('error', () => undefined);
    const commands = (await text(socket)).split('\n').filter((line) => line !== '');
    socket.end(answer(commands));
  });
  return new Promise((resolve) => server.listen(path, resolve));
}

function answerer(backends: readonly LoadedBackend[]): (command: string) => Buffer {
  const stat = new ShowStat(backends);
  const lines = backends.map((backend) => [backend.name, stateLines(backend)] as const);
  const all = lines.map(([, text]) => text).join('');
  const states = new Map(
    [['', all] as const, ...lines].map(([name, text]) => [name, Buffer.from(`1\n${STATE_HEADER}\n${text}`)]),
  );
  const settings = new Map(
    backends.map((each) => [
      each.settingsVariable,
      Buffer.from(`${each.settingsVariable}=${each.settings}\n`),
    ]),
  );
  const counters = Array.from({ length: 75 }, (_, index) => `Some_counter_${index}: ${index}\n`);
  const info = Buffer.from(
    `Name: HAProxy\nVersion: 3.2.26-1\nPid: 7\nStart_time_sec: 1795233856\n${counters.join('')}`,
  );
  return (command) => {
    const [, what, first = '', second = ''] =
      /^show (info|servers state|stat|env) ?(\S*) ?(\S*)/.exec(command) ?? [];
    if (what === 'info') return info;
    if (what === 'servers state') return states.get(first) ?? Buffer.from("[3]: Can't find backend.\n");
    if (what === 'stat') return stat.of(first, second);
    if (what === 'env') return settings.get(first) ?? Buffer.from('[3]: Variable not found\n');
    return Buffer.alloc(0);
  };
}

function stateLines({ id, name, slots }: LoadedBackend): string {
  const line = (index: number, server: string, rest: string) =>
    `${id} ${name} ${index + 1} ${server} ${rest}\n`;
  return slots
    .map(({ member, name: server }, index) =>
      member === undefined
        ? line(index, server, '0.0.0.0 0 5 100 100 3600 1 0 0 14 0 0 0 - 80 - 0 0 - - 0')
        : line(
            index,
            server,
            `${member.address} 2 0 100 100 3600 15 3 4 6 0 0 0 - ${member.port} - 0 0 - - 0`,
          ),
    )
    .join('');
}
