import { AutoscalerError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import { checkPolicyFiles } from './policy-files.ts';

/** The project of a policy that names none, where none runs. */
const NO_PROJECT = 'default';

/**
 * The one policy of a file, or its policy for `service`. Throws the file's first fault, or `E_CONFIG` when there are
 * several policies and none or no such service was named.
 */
export async function choosePolicy(file: string, service: string | undefined): Promise<Policy> {
  const { drafts, faults } = await checkPolicyFiles([file]);
  const [fault] = faults;
  if (fault) throw fault;
  const lives = drafts.filter(({ isShadow }) => !isShadow);
  const fitting = service === undefined ? lives : lives.filter((draft) => draft.service === service);
  const [draft, ...others] = fitting;
  if (draft !== undefined && others.length === 0)
    return { ref: { project: draft.project ?? NO_PROJECT, service: draft.service }, ...draft.body };
  const names = [...new Set(drafts.map((each) => each.service))].join(', ');
  const count = fitting.length === 0 ? 'no policy' : `${fitting.length} policies`;
  const wanted = service === undefined ? '' : ` for service "${service}"`;
  throw new AutoscalerError('E_CONFIG', `${file}: ${count}${wanted}`, {
    at: file,
    fix: `Name a file with one policy, or one of its services with --service: ${names}.`,
  });
}
