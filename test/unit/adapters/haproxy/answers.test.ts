import { describe, expect, it } from 'vitest';
import { complaints } from '../../../../src/adapters/haproxy/install.ts';
import { parseProc } from '../../../../src/adapters/haproxy/master.ts';
import { safeNames } from '../../../../src/adapters/haproxy/names.ts';
import { splitAnswers } from '../../../../src/adapters/haproxy/runtime-client.ts';
import { service } from './fixtures.ts';

describe('a session on the runtime socket', () => {
  // As HAProxy 2.6 answers; the empty answer is a success.
  const received =
    "\n> \n> [3]: No such server.\n\n> [4]: IP changed from '0.0.0.0' to '127.0.0.4', port changed from '80' to '9000' by 'stats socket command'\n\n> \n> 1\n# be_id be_name\n4 web\n\n> ";

  it('gives each command its own answer', () => {
    const commands = [
      'set server web/s9 state ready',
      'set server web/s3 addr 127.0.0.4 port 9000',
      'set server web/s3 state ready',
      'show servers state web',
    ];
    expect(splitAnswers(commands, received)).toEqual([
      { command: commands[0], text: 'No such server.', failed: true },
      { command: commands[1], text: expect.stringMatching(/^IP changed/), failed: false },
      { command: commands[2], text: '', failed: false },
      { command: commands[3], text: '1\n# be_id be_name\n4 web', failed: false },
    ]);
  });

  it('is nothing when answers are missing', () => {
    expect(splitAnswers(['show info', 'show stat'], '\n> \n> Name: HAProxy\n')).toBeUndefined();
    expect(splitAnswers(['show info'], '')).toBeUndefined();
  });
});

describe('show proc', () => {
  it('knows failed reloads and old workers', () => {
    const answer = `#<PID>          <type>          <reloads>       <uptime>        <version>
1               master          3 [failed: 1]   0d00h10m38s     3.2.26-1
# workers
40              worker          0               0d00h00m01s     3.2.26-1
# old workers
22              worker          1               0d00h00m09s     3.2.26-1
31              worker          2               0d00h00m05s     3.2.26-1
# programs

`;
    expect(parseProc(answer)).toEqual({ failedReloads: 1, oldWorkers: [22, 31] });
    expect(parseProc('')).toEqual({ failedReloads: undefined, oldWorkers: [] });
  });
});

describe('what HAProxy complains about', () => {
  const names = safeNames(service({ configDir: '/auto' }));

  it('is kept with file and line, under the file’s real name, without what says nothing', () => {
    const output = [
      '[NOTICE]   (41) : haproxy version is 2.6.12',
      "[ALERT]    (41) : config : parsing [/auto/.shop-web.cfg.candidate:12] : unknown keyword 'bogus' in 'backend' section",
      '[ALERT]    (41) : config : Error(s) found in configuration file : /auto/.shop-web.cfg.candidate',
      '[ALERT]    (41) : config : Fatal errors found in configuration.',
      '',
    ].join('\n');
    expect(complaints(output, names)).toBe(
      "parsing [/auto/shop-web.cfg:12] : unknown keyword 'bogus' in 'backend' section",
    );
  });

  it('is everything when nothing is marked', () => {
    expect(complaints('sh: haproxy: not found\n', names)).toBe('sh: haproxy: not found');
  });
});
