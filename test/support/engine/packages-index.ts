export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string;
}

/** The packages of a Debian `Packages` list that carry one of the wanted names. */
export function parsePackages(text: string, wanted: ReadonlySet<string>): DebPackage[] {
  return text.split(/\n{2,}/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1]?.trim();
    const name = field('Package');
    if (!name || !wanted.has(name)) return [];
    const [version, filename, sha256] = [field('Version'), field('Filename'), field('SHA256')];
    return version && filename && sha256 ? [{ name, version, filename, sha256 }] : [];
  });
}

/** The newest version of a package by Debian's ordering. */
export function newest(packages: readonly DebPackage[], name: string): DebPackage | undefined {
  return packages
    .filter((candidate) => candidate.name === name)
    .sort((a, b) => compareVersions(b.version, a.version))[0];
}

/** Orders two Debian versions as dpkg does: epoch, upstream version, revision. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [splitVersion(a), splitVersion(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function splitVersion(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

// dpkg sorts '~' before the end of the string, letters before other signs.
function rank(sign: string | undefined): number {
  if (sign === undefined) return 0;
  if (sign === '~') return -1;
  return /[a-zA-Z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256;
}

function compareParts(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left || right) {
    const [signsLeft, signsRight] = [/^\D*/.exec(left)?.[0] ?? '', /^\D*/.exec(right)?.[0] ?? ''];
    for (let i = 0; i < Math.max(signsLeft.length, signsRight.length); i++) {
      const difference = rank(signsLeft[i]) - rank(signsRight[i]);
      if (difference) return difference;
    }
    [left, right] = [left.slice(signsLeft.length), right.slice(signsRight.length)];
    const [digitsLeft, digitsRight] = [/^\d*/.exec(left)?.[0] ?? '', /^\d*/.exec(right)?.[0] ?? ''];
    const difference = Number(digitsLeft) - Number(digitsRight);
    if (difference) return difference;
    [left, right] = [left.slice(digitsLeft.length), right.slice(digitsRight.length)];
  }
  return 0;
}

/** The SHA256 a Debian `Release` file gives for one of its files. */
export function releaseHash(release: string, path: string): string | undefined {
  return release
    .split('\n')
    .map((line) => /^ ([0-9a-f]{64}) +\d+ (\S+)$/.exec(line))
    .find((match) => match?.[2] === path)?.[1];
}
