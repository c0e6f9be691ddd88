export const suiteNames = ['bookworm', 'trixie', 'sid'] as const;

export type SuiteName = (typeof suiteNames)[number];

export interface PackageChoice {
  readonly name: string;
  readonly suite: SuiteName;
}

export interface Suite {
  readonly name: SuiteName;
  readonly packages: readonly PackageChoice[];
  /** Host packages dockerd links against that a minimal Debian lacks. */
  readonly libraries: readonly string[];
  readonly bridge: string;
  readonly bridgeAddress: string;
  readonly addressPool: string;
  readonly cgroup: string;
  /** Whether dockerd writes a key to /etc/docker unless it is told another place. */
  readonly writesKey: boolean;
}

/** The newest engine, used unless a suite is named. */
export const defaultSuite: SuiteName = 'sid';

function packagesOf(engine: SuiteName, client: SuiteName): PackageChoice[] {
  return [
    { name: 'docker.io', suite: engine },
    { name: 'containerd', suite: engine },
    { name: 'docker-cli', suite: client },
    { name: 'docker-compose', suite: client },
    { name: 'docker-buildx', suite: client },
    // The newer suites' runc asks for a newer libc than a bookworm machine has.
    { name: 'runc', suite: 'bookworm' },
    // Only sid packages the static tini on its own.
    { name: 'tini-static', suite: 'sid' },
  ];
}

function suite(name: SuiteName, index: number, client: SuiteName, libraries: readonly string[] = []): Suite {
  return {
    name,
    packages: packagesOf(name, client),
    libraries,
    bridge: `casc-${name}`,
    bridgeAddress: `198.18.${192 + index}.1/24`,
    addressPool: `198.18.${64 * index}.0/18`,
    cgroup: `casc-${name}`,
    writesKey: name === 'bookworm',
  };
}

/** What sets the engines of the three Debian suites apart; no two share a bridge, an address or a cgroup. */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  sid: suite('sid', 0, 'sid'),
  trixie: suite('trixie', 1, 'trixie'),
  // bookworm has no Compose v2 of its own.
  bookworm: suite('bookworm', 2, 'sid', ['libdevmapper1.02.1']),
};

/** Whether a word names a suite we know. */
export function isSuiteName(word: string): word is SuiteName {
  return (suiteNames as readonly string[]).includes(word);
}
