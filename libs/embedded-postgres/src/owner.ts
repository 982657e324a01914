import { execFile, execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './errors.js';

/** The user the server runs as when we are root, which PostgreSQL refuses to be. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const systemUser = 'postgres';

/** `undefined`: we are an ordinary user (or on Windows), and the server runs as us. */
export async function ownerOf(cluster: string): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(cluster).catch(() => undefined);
  // Data made by an ordinary user stay hers, also when root starts the server once.
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return lookUp() ?? (await create());
}

/** Whether this user may go where `path` is, through all folders above it, and execute or enter it. */
export async function mayPass(owner: Owner | undefined, path: string): Promise<boolean> {
  if (owner === undefined) return true;
  const test = promisify(execFile)('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...owner, cwd: '/' });
  return test.then(
    () => true,
    () => false,
  );
}

function lookUp(): Owner | undefined {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, systemUser], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

async function create(): Promise<Owner> {
  const shell = '/usr/sbin/nologin';
  try {
    const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', shell];
    await promisify(execFile)('useradd', [...options, systemUser]);
  } catch (error) {
    // Another process may have been quicker.
    const made = lookUp();
    if (made !== undefined) return made;
    throw new EmbeddedPostgresError(
      'NO_PERMISSION',
      `PostgreSQL does not run as root, and the system user "${systemUser}" could not be made: create it (useradd ${systemUser}), or start as an ordinary user`,
      { cause: error },
    );
  }
  const made = lookUp();
  if (made === undefined) throw new EmbeddedPostgresError('FAILED', `no system user "${systemUser}"`);
  return made;
}
