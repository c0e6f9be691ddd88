import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { posix } from 'node:path';

/** One mount of a container, as inspect tells it. */
export interface ContainerMount {
  readonly Type: string;
  readonly Name?: string | undefined;
  readonly Source: string;
  readonly Destination: string;
}

interface Place {
  readonly mount: ContainerMount;
  /** The path below the mount, empty for the mount itself. */
  readonly below: string;
}

/** The path on the engine's host behind a path of the container; undefined when no mount carries it. */
export function hostPathOf(mounts: readonly ContainerMount[], path: string): string | undefined {
  const place = placeOf(mounts, path);
  return place === undefined || place.mount.Source === ''
    ? undefined
    : posix.join(place.mount.Source, place.below);
}

/**
 * The path inside the container with the mounts `own` of what is `path` inside the one with the mounts `theirs`:
 * through the same volume, or a bind of the same directory or one above it. Undefined when they share none.
 */
export function sharedPath(
  own: readonly ContainerMount[],
  theirs: readonly ContainerMount[],
  path: string,
): string | undefined {
  const place = placeOf(theirs, path);
  if (place === undefined) return undefined;
  const hostPath = hostPathOf(theirs, path);
  const candidates = own.flatMap((mount) => {
    const below = belowIn(mount, place, hostPath);
    return below === undefined ? [] : [{ mount, path: posix.join(mount.Destination, below) }];
  });
  return candidates.find((one) => placeOf(own, one.path)?.mount === one.mount)?.path;
}

function belowIn(mount: ContainerMount, place: Place, hostPath: string | undefined): string | undefined {
  const { mount: their, below } = place;
  if (
    mount.Type === 'volume' &&
    their.Type === 'volume' &&
    mount.Name !== undefined &&
    mount.Name === their.Name
  )
    return below;
  if (mount.Source === '' || hostPath === undefined) return undefined;
  return relativeWithin(mount.Source, hostPath);
}

/** The mount a path lies in: the one with the longest destination. */
function placeOf(mounts: readonly ContainerMount[], path: string): Place | undefined {
  let best: Place | undefined;
  for (const mount of mounts) {
    const below = relativeWithin(mount.Destination, path);
    if (below === undefined) continue;
    if (best === undefined || mount.Destination.length > best.mount.Destination.length)
      best = { mount, below };
  }
  return best;
}

function relativeWithin(directory: string, path: string): string | undefined {
  const relative = posix.relative(directory, path);
  return relative === '..' || relative.startsWith('../') ? undefined : relative;
}

/** Whether this process gets to the path, or to the directory in which it is yet to appear. */
export async function isReachable(path: string): Promise<boolean> {
  const may = async (place: string, mode: number) =>
    await access(place, mode).then(
      () => true,
      () => false,
    );
  return (
    (await may(path, constants.F_OK)) || (await may(posix.dirname(path), constants.R_OK | constants.X_OK))
  );
}
