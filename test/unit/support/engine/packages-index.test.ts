import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  newest,
  parsePackages,
  releaseHash,
} from '../../../support/engine/packages-index.ts';

const list = `Package: containerd
Version: 1.6.20~ds1-1
Depends: runc (>= 0.1.0~), libc6 (>= 2.34)
Description: open and reliable container runtime
 Package: not-a-field
Filename: pool/main/c/containerd/containerd_1.6.20_amd64.deb
SHA256: aaaa

Package: docker.io
Version: 20.10.24+dfsg1-1
Filename: pool/main/d/docker.io/docker.io_20.10.24_amd64.deb
SHA256: bbbb

Package: docker.io
Version: 20.10.24+dfsg1-1+deb12u1
Filename: pool/main/d/docker.io/docker.io_20.10.24+deb12u1_amd64.deb
SHA256: cccc

Package: broken
Version: 1
SHA256: dddd
`;

describe('parsePackages', () => {
  it('gives the wanted packages with what a download needs', () => {
    expect(parsePackages(list, new Set(['containerd']))).toEqual([
      {
        name: 'containerd',
        version: '1.6.20~ds1-1',
        filename: 'pool/main/c/containerd/containerd_1.6.20_amd64.deb',
        sha256: 'aaaa',
      },
    ]);
  });

  it('leaves out a package without a file', () => {
    expect(parsePackages(list, new Set(['broken', 'not-a-field']))).toEqual([]);
  });
});

describe('newest', () => {
  it('takes the highest of several versions', () => {
    const packages = parsePackages(list, new Set(['docker.io', 'containerd']));
    expect(newest(packages, 'docker.io')?.sha256).toBe('cccc');
    expect(newest(packages, 'runc')).toBeUndefined();
  });
});

describe('compareVersions', () => {
  it.each([
    ['1.0', '1.0~rc1'],
    ['1.0-2', '1.0-1'],
    ['1.0-1+deb12u2', '1.0-1+deb12u1'],
    ['1.0-10', '1.0-9'],
    ['1:0.1', '9.9'],
    ['1.0+b', '1.0'],
    ['1.0.1', '1.0'],
    ['1.0+dfsg1', '1.0a'],
    ['28.5.2+dfsg4-5', '26.1.5+dfsg1-9+deb13u1'],
    ['20.10.24+dfsg1-1+deb12u1+b6', '20.10.24+dfsg1-1+deb12u1'],
  ])('%s is newer than %s', (newer, older) => {
    expect(Math.sign(compareVersions(newer, older))).toBe(1);
    expect(Math.sign(compareVersions(older, newer))).toBe(-1);
  });

  it('holds equal what dpkg holds equal', () => {
    expect(compareVersions('1.01-1', '1.1-1')).toBe(0);
    expect(compareVersions('0:1.0', '1.0')).toBe(0);
  });
});

describe('releaseHash', () => {
  const hash = 'f'.repeat(64);
  const release = `MD5Sum:\n ${'e'.repeat(32)} 12 main/Packages.xz\nSHA256:\n ${'0'.repeat(64)} 99 main/Packages\n ${hash} 12 main/Packages.xz\n`;

  it('reads the SHA256 of one file', () => {
    expect(releaseHash(release, 'main/Packages.xz')).toBe(hash);
    expect(releaseHash(release, 'contrib/Packages.xz')).toBeUndefined();
  });
});
