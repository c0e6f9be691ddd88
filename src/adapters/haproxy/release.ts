import type { BalancerChange } from '../../core/ports.ts';
import type { ApplyInput } from './apply.ts';
import { installFiles } from './install.ts';
import { dropUnused, readOwnFiles, wantedFrontends } from './own-files.ts';
import { reload } from './reload.ts';
import { readRunning } from './running.ts';

/** Takes a service with ports of its own out of the files and of HAProxy. Throws as `Balancer.release`. */
export async function releaseService(input: Omit<ApplyInput, 'members' | 'done'>): Promise<BalancerChange> {
  const { host, connection, names, signal } = input;
  const { container, line, runtime } = connection;
  const files = await readOwnFiles(host, connection, names, signal);
  const frontends = wantedFrontends(files, names, undefined, container.hasIpv6);
  if (frontends === undefined || frontends.claims.length === files.claims.length) return { changed: false };
  const before = await readRunning(runtime, names, signal);
  const changes = [
    { file: names.frontends, content: frontends.content },
    { file: names.file, content: undefined },
  ];
  await installFiles(host, container, line, names, changes, signal);
  const goal = { names, settings: undefined, frontends: frontends.digest, slots: 0, process: before.process };
  await reload(host, connection, goal, signal);
  await dropUnused(host, connection, names, frontends, signal);
  return { changed: true, reloadReason: `${names.owner} gave up its ports` };
}
