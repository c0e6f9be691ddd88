import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutoscalerError } from '../../../core/errors.ts';
import type { Token } from './tokens.ts';

const FILE = 'own-token';
const BYTES = 32;

/**
 * The controller's own token, which may change, made when there is none yet: whoever may read the state directory may
 * steer the controller. Throws `E_HTTP_TOKEN`.
 */
export async function ensureOwnToken(stateDir: string): Promise<Token> {
  const path = join(stateDir, FILE);
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(stateDir, { recursive: true });
    await writeFile(fresh, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' });
    // A link never replaces what is there: of several that start at once one makes the token, whole at once.
    await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await chmod(path, 0o600);
    return { name: 'dashboard', text: await readFile(path, 'utf8'), right: 'change' };
  } catch (error) {
    throw tokenError(`the controller’s own token ${path} cannot be made`, error);
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}

/** The token that a controller with this state directory has made. Throws `E_HTTP_TOKEN`. */
export async function readOwnToken(stateDir: string): Promise<string> {
  const path = join(stateDir, FILE);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw tokenError(`the controller’s own token ${path} cannot be read`, error);
  }
}

function tokenError(message: string, cause: unknown): AutoscalerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AutoscalerError('E_HTTP_TOKEN', `${message}: ${why}`, {
    fix: 'Start the controller (autoscaler run), and use its state directory as a user who may.',
    cause,
  });
}
