import type { ServerAddress } from '../../core/server-address.ts';
import { hostPort } from '../../core/server-address.ts';
import type { GeneratedFile } from './generated-file.ts';
import { readHead, renderFile } from './generated-file.ts';
import { upgradeLines } from './location.ts';
import type { SafeNames } from './names.ts';
import type { SafeOptions } from './options.ts';
import { rateLines } from './rate.ts';
import type { Serving } from './serving.ts';
import { noteOfServing, servingIn } from './serving.ts';
import { stickyLines } from './sticky.ts';
import type { UpstreamServer } from './upstream.ts';
import { addressIn, readServers, upstreamLines } from './upstream.ts';

const LEFT = 'Left, old workers may still know it: ';

/** Renders a service's part of the `http` block. The same servers and options give the same generation. */
export function renderMain(
  names: SafeNames,
  options: SafeOptions,
  servers: readonly UpstreamServer[],
  left: readonly ServerAddress[],
): GeneratedFile {
  const lines = [
    ...upstreamLines(names, options, servers),
    ...upgradeLines(names),
    ...rateLines(names, options),
    ...stickyLines(names, options, servers),
  ];
  const notes = options.serving === undefined ? [] : [noteOfServing(options.serving)];
  return renderFile(names.owner, lines, { notes, remarks: left.map((one) => `${LEFT}${hostPort(one)}`) });
}

/** What a service's file on disk says. */
export interface MainFile {
  /** `project/service`; undefined when the file is not one of ours. */
  readonly owner: string | undefined;
  /** Undefined when the file is not as it was generated. */
  readonly generation: string | undefined;
  readonly servers: readonly ServerAddress[];
  /** Out of the upstream, but in one that workers which were not gone then may know. */
  readonly left: readonly ServerAddress[];
  readonly serving: Serving | undefined;
}

/** Reads back what `renderMain` wrote. */
export function readMain(lines: readonly string[]): MainFile {
  const { owner, generation, notes } = readHead(lines);
  return {
    owner,
    generation,
    servers: readServers(lines),
    left: lines.flatMap((line) => (line.startsWith(`# ${LEFT}`) ? addressIn(/: (\S+)$/, line) : [])),
    serving: servingIn(notes),
  };
}
