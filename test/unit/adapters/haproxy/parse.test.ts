import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backendIdsIn,
  countOf,
  parseEnv,
  parseInfo,
  parseServersState,
  parseStat,
} from '../../../../src/adapters/haproxy/parse.ts';

/** As HAProxy 2.6 answers: a server up, one drained, one that the file disabled, one down, one up on IPv6. */
const STATE = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
4 web 1 s1 127.0.0.2 2 4 1 1 57 15 3 4 6 0 0 0 - 9000 - 0 0 - - 0
4 web 2 s2 127.0.0.3 2 12 1 1 0 1 0 2 6 0 0 0 - 9000 - 0 0 - - 0
4 web 3 s3 0.0.0.0 0 5 1 1 1 1 0 0 14 0 0 0 - 80 - 0 0 - - 0
4 web 4 s4 127.0.0.9 0 0 1 1 2 8 2 0 6 0 0 0 - 9000 - 0 0 - - 0
4 web 5 s5 fd00::5 2 0 1 1 2 8 2 0 6 0 0 0 - 9000 - 0 0 - - 0
`;

describe('show servers state', () => {
  it('tells address, administrative state and health of each server', () => {
    expect(parseServersState(STATE)).toEqual([
      { backend: 'web', name: 's1', address: '127.0.0.2', port: 9000, admin: 'ready', weight: 1, up: true },
      { backend: 'web', name: 's2', address: '127.0.0.3', port: 9000, admin: 'drain', weight: 1, up: true },
      { backend: 'web', name: 's3', address: '0.0.0.0', port: 80, admin: 'maint', weight: 1, up: false },
      { backend: 'web', name: 's4', address: '127.0.0.9', port: 9000, admin: 'ready', weight: 1, up: false },
      { backend: 'web', name: 's5', address: 'fd00::5', port: 9000, admin: 'ready', weight: 1, up: true },
    ]);
  });

  it('is no servers when the backend is unknown, and an empty list when it has none', () => {
    expect(parseServersState("Can't find backend.")).toBeUndefined();
    expect(parseServersState(STATE.split('\n').slice(0, 2).join('\n'))).toEqual([]);
  });

  it('tells the numbers of the backends', () => {
    expect(backendIdsIn(`${STATE}5 api 1 s1 127.0.0.2 2 4\n`)).toEqual(['4', '5']);
    expect(backendIdsIn("Can't find backend.")).toEqual([]);
  });

  it('reads by column name, so that a new column does not shift the others', () => {
    const wider = STATE.replace('srv_addr srv_op_state', 'srv_addr new_column srv_op_state').replaceAll(
      /(127\.\d\S+|0\.0\.0\.0|fd00::5) /g,
      '$1 x ',
    );
    expect(parseServersState(wider)).toEqual(parseServersState(STATE));
  });

  it('never throws on what is not an answer', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseServersState(`# be_id be_name\n${text}`)));
  });
});

describe('show stat', () => {
  const text = '# pxname,svname,scur,last_chk,addr,\nweb,s1,3,"a, ""b""",10.0.0.2:80,\nweb,s2,4,,,\n\n';

  it('gives the wanted columns in their order, with quoted fields', () => {
    expect(parseStat(text, ['addr', 'svname', 'last_chk'])).toEqual([
      ['10.0.0.2:80', 's1', 'a, "b"'],
      ['', 's2', ''],
    ]);
  });

  it('leaves a column empty that HAProxy does not have', () => {
    expect(parseStat(text, ['svname', 'new_column'])).toEqual([
      ['s1', ''],
      ['s2', ''],
    ]);
    expect(parseStat(text, ['new_column'])).toEqual([[''], ['']]);
  });

  it('round-trips any fields without line breaks', () => {
    const field = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(field, { minLength: 2, maxLength: 6 }), (fields) => {
        const columns = fields.map((_, index) => `c${index}`);
        const quoted = fields.map((text) => `"${text.replaceAll('"', '""')}"`);
        const answer = `# pxname,${columns.join(',')}\nweb,${quoted.join(',')}\n`;
        expect(parseStat(answer, columns.toReversed())).toEqual([fields.toReversed()]);
      }),
    );
  });

  it('is undefined when the answer is something else', () => {
    expect(parseStat('HTTP/1.1 400 Bad request', ['pxname'])).toBeUndefined();
  });

  it('counts only whole numbers', () => {
    expect(['12', '', '-1', '1.5', 'x', undefined].map(countOf)).toEqual([
      12,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('show info and show env', () => {
  it('reads fields', () => {
    expect(parseInfo('Name: HAProxy\nPid: 9\nUptime: 0d 0h00m02s\nnode: vm\n')).toMatchObject({
      Pid: '9',
      Uptime: '0d 0h00m02s',
    });
  });

  it('reads one variable and not one that begins alike', () => {
    expect(parseEnv('AUTOSCALER_a-web=1f\n', 'AUTOSCALER_a-web')).toBe('1f');
    expect(parseEnv('AUTOSCALER_a-web2=1f\n', 'AUTOSCALER_a-web')).toBeUndefined();
    expect(parseEnv('Variable not found', 'AUTOSCALER_a-web')).toBeUndefined();
  });
});
