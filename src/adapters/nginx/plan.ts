import { AutoscalerError } from '../../core/errors.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import type { FilePlace } from './file-place.ts';
import type { GeneratedFile } from './generated-file.ts';
import { readHead, renderFile } from './generated-file.ts';
import { locationLines } from './location.ts';
import { renderMain } from './main-file.ts';
import type { NewFile } from './new-file.ts';
import type { OnDisk } from './on-disk.ts';
import { possibleServers, provenAt, readOnDisk, without } from './on-disk.ts';
import type { FilesOnDisk } from './probe.ts';
import type { Wanted } from './wanted.ts';

/** A file that has to be loaded. */
export interface PlannedFile extends NewFile {
  readonly content: string;
  /** What nginx is certain to run of it now, if anything is. */
  readonly provenBefore: string | undefined;
}

/** A service's files that have to be loaded; none when nginx runs what is wanted. */
export interface ServicePlan {
  readonly owner: string;
  readonly files: readonly PlannedFile[];
  /** What some location has to include. */
  readonly included: NewFile | undefined;
  /** Why nginx must load them, for people. */
  readonly reason: string;
}

/** Throws `E_BALANCER_WRITE` for a file that is somebody else's. */
export function planService(
  { names, options, servers }: Wanted,
  files: FilesOnDisk,
  hasOldWorkers: boolean,
): ServicePlan {
  const onDisk = readOnDisk(files, names.main);
  const left = without(possibleServers(onDisk, hasOldWorkers), servers);
  const main = renderMain(names, options, servers, left);
  const location = renderFile(names.owner, locationLines(names, options));
  return {
    owner: names.owner,
    files: [
      ...planFile(names.main, names.owner, main, files),
      ...planFile(names.location, names.owner, location, files),
    ],
    included: options.needsLocation ? { place: names.location, generation: location.generation } : undefined,
    reason: reasonOf(onDisk, main, names, servers),
  };
}

/** The file, unless nginx runs it already. Throws `E_BALANCER_WRITE` for a file that is somebody else's. */
export function planFile(
  place: FilePlace,
  owner: string,
  { content, generation }: GeneratedFile,
  files: FilesOnDisk,
): readonly PlannedFile[] {
  const lines = files.get(place.file);
  const head = lines && readHead(lines);
  if (head !== undefined && head.owner !== owner) throw foreignFile(place, head.owner);
  const provenBefore = provenAt(files, place);
  return provenBefore === generation ? [] : [{ place, content, generation, provenBefore }];
}

function foreignFile({ file }: FilePlace, owner: string | undefined): AutoscalerError {
  const whose = owner === undefined ? 'was not written by the autoscaler' : `belongs to ${owner}`;
  return new AutoscalerError('E_BALANCER_WRITE', `${file} is not overwritten: it ${whose}`, {
    fix: 'Move that file out of the directory of generated files.',
  });
}

function reasonOf(
  { file, proven }: OnDisk,
  { generation }: GeneratedFile,
  { backend, main }: Wanted['names'],
  servers: readonly ServerAddress[],
): string {
  if (file === undefined) return `nginx does not know the upstream "${backend}" yet`;
  if (proven === undefined) return `it is not certain that nginx runs what ${main.file} says`;
  const isSame = without(servers, file.servers).length + without(file.servers, servers).length === 0;
  if (proven === generation) return `what concerns the locations of "${backend}" changed`;
  return `the ${isSame ? 'settings' : 'servers'} of the upstream "${backend}" changed`;
}
