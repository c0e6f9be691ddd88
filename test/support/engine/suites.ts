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

/** What sets the engines of the three Debian suites apart; no two share a bridge or an address. */
export const suites: Record<SuiteName, Suite> = {
  bookworm: {
    name: 'bookworm',
    // bookworm has no Compose v2 of its own.
    packages: packagesOf('bookworm', 'sid'),
    libraries: ['libdevmapper1.02.1'],
    bridge: 'casc-bookworm',
    bridgeAddress: '198.18.194.1/24',
    addressPool: '198.18.128.0/18',
  },
  trixie: {
    name: 'trixie',
    packages: packagesOf('trixie', 'trixie'),
    libraries: [],
    bridge: 'casc-trixie',
    bridgeAddress: '198.18.193.1/24',
    addressPool: '198.18.64.0/18',
  },
  sid: {
    name: 'sid',
    packages: packagesOf('sid', 'sid'),
    libraries: [],
    bridge: 'casc-sid',
    bridgeAddress: '198.18.192.1/24',
    addressPool: '198.18.0.0/18',
  },
};

/** Whether a word names a suite we know. */
export function isSuiteName(word: string): word is SuiteName {
  return (suiteNames as readonly string[]).includes(word);
}
