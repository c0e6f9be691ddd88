import { AutoscalerError } from '../../core/errors.ts';
import type { ContainerHost } from '../../core/ports.ts';
import { type Claim, claimOf, withClaim } from './claim.ts';
import type { Connection } from './connection.ts';
import { type RenderedFrontends, readClaims, renderFrontends } from './frontends.ts';
import { installFiles } from './install.ts';
import type { SafeNames } from './names.ts';
import { type GeneratedFile, readGenerated } from './render.ts';
import type { HaproxyRef } from './service.ts';

/** A service's files as they are on disk. */
export interface OwnFiles {
  /** The text of the service's own file; undefined when there is none. */
  readonly content: string | undefined;
  readonly generated: GeneratedFile;
  /** The text of the file that services share; undefined when there is none. */
  readonly frontends: string | undefined;
  readonly claims: readonly Claim[];
}

/** Reads them. Throws `E_BALANCER_WRITE` when one of them is somebody else's. */
export async function readOwnFiles(
  host: ContainerHost,
  { container }: Connection,
  names: SafeNames,
  signal: AbortSignal,
): Promise<OwnFiles> {
  const [content, frontends] = await Promise.all([
    host.readFile(container.id, names.file.path, signal),
    host.readFile(container.id, names.frontends.path, signal),
  ]);
  return {
    content,
    generated: ownedFile(content, names),
    frontends,
    claims: readClaims(frontends, names),
  };
}

function ownedFile(content: string | undefined, names: SafeNames): GeneratedFile {
  if (content === undefined) return { owner: names.owner, slots: new Map() };
  const file = readGenerated(content);
  if (file.owner === names.owner) return file;
  const whose = file.owner === undefined ? 'was not written by the autoscaler' : `belongs to ${file.owner}`;
  throw new AutoscalerError('E_BALANCER_WRITE', `${names.file.path} is not overwritten: it ${whose}`, {
    fix: 'Move that file out of the directory of generated files.',
  });
}

/**
 * The shared file as it has to be with the service's ports, or `balancer` undefined without them; undefined when
 * nobody has any and there is no file. Throws `E_BALANCER_INVALID`, `E_BALANCER_UNSUPPORTED`.
 */
export function wantedFrontends(
  files: OwnFiles,
  names: SafeNames,
  balancer: HaproxyRef | undefined,
  hasIpv6: boolean,
): RenderedFrontends | undefined {
  const claims = withClaim(files.claims, names.owner, balancer && claimOf(names, balancer));
  if (claims.length === 0 && files.frontends === undefined) return undefined;
  return renderFrontends(claims, hasIpv6);
}

/** Takes away the shared file that nobody has anything in, once HAProxy runs without it. Throws as `installFiles`. */
export async function dropUnused(
  host: ContainerHost,
  { container, line }: Connection,
  names: SafeNames,
  frontends: RenderedFrontends | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (frontends === undefined || frontends.claims.length > 0) return;
  await installFiles(host, container, line, names, [{ file: names.frontends, content: undefined }], signal);
}
