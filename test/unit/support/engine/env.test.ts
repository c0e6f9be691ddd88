import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { childEnv, exportLines } from '../../../support/engine/env.ts';

describe('exportLines', () => {
  it('survives a shell, whatever the folders are called', () => {
    const env = {
      DOCKER_HOST: 'unix:///run/x.sock',
      DOCKER_CONFIG: "/it's here/$HOME",
      path: ['/a b', '/c'],
    };
    const script = `${exportLines(env)}printf '%s|' "$DOCKER_HOST" "$DOCKER_CONFIG" "$PATH"`;
    const shown = execFileSync('/bin/sh', ['-c', script], { env: { PATH: '/usr/bin' } }).toString();
    expect(shown).toBe("unix:///run/x.sock|/it's here/$HOME|/a b:/c:/usr/bin|");
  });

  it('names only what an engine of the system needs', () => {
    expect(exportLines({ DOCKER_HOST: 'tcp://127.0.0.1:2375', path: [] })).toBe(
      "export DOCKER_HOST='tcp://127.0.0.1:2375'\n",
    );
  });
});

describe('childEnv', () => {
  it("puts the engine's folders first, once", () => {
    const env = { DOCKER_HOST: 'unix:///run/x.sock', DOCKER_CONFIG: '/config', path: ['/tools'] };
    expect(childEnv(env, { PATH: '/usr/bin:/tools:/bin', HOME: '/root' })).toEqual({
      PATH: '/tools:/usr/bin:/bin',
      HOME: '/root',
      DOCKER_HOST: 'unix:///run/x.sock',
      DOCKER_CONFIG: '/config',
    });
  });

  it("keeps the user's own client configuration for an engine of the system", () => {
    const env = { DOCKER_HOST: 'unix:///run/x.sock', path: [] };
    expect(childEnv(env, { PATH: '/bin', DOCKER_CONFIG: '/mine' }).DOCKER_CONFIG).toBe('/mine');
  });
});
