import { describe, expect, it } from 'vitest';
import { findArchive } from '../../../support/engine/apt-sources.ts';

describe('findArchive', () => {
  it('reads the deb822 form and passes over the security archive', () => {
    const text = `Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main

Types: deb deb-src
# a comment
URIs: http://mirror.test/debian/
Suites: bookworm bookworm-updates
Components: main contrib
`;
    expect(findArchive([{ name: 'debian.sources', text }])).toBe('http://mirror.test/debian');
  });

  it('reads the one-line form with options', () => {
    const text = `# deb http://old.test/debian trixie main
deb [arch=amd64 signed-by=/k.gpg] https://mirror.test/debian trixie main # the mirror
`;
    expect(findArchive([{ name: 'sources.list', text }])).toBe('https://mirror.test/debian');
  });

  it('passes over other archives, disabled entries and other files', () => {
    const other = 'deb https://other.test/apt nodistro main\n';
    const disabled = 'Enabled: no\nTypes: deb\nURIs: http://off.test/debian\nSuites: sid\nComponents: main\n';
    expect(
      findArchive([
        { name: 'other.list', text: other },
        { name: 'off.sources', text: disabled },
        { name: 'backup.list.disabled', text: 'deb http://backup.test/debian sid main\n' },
      ]),
    ).toBeUndefined();
  });
});
