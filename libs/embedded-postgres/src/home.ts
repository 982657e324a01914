import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { elsewhere, exists, type Binaries } from './binaries.js';
import { EmbeddedPostgresError, failureIn, fileFailure, tellingLine } from './errors.js';
import { mayPass, type Owner } from './owner.js';

/**
 * The folder of one database: `cluster` (the data, mode 0700, owned by the user the server runs as), `password`
 * (0600) and `server.log`.
 */
export interface Home {
  readonly folder: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
}

export const user = 'mingdan';

/** Where the data of `dataDir` are, or would be. */
export async function homeOf(dataDir: string): Promise<Home> {
  const pointed = await readFile(pointerIn(dataDir), 'utf8').catch(() => undefined);
  return homeAt(pointed === undefined ? join(dataDir, 'postgres') : pointed.trim());
}

/**
 * The home of `dataDir`, with a database in it.
 *
 * When we are root and the user of the server cannot enter `dataDir` (a project below /root), the data are put under
 * /var/lib/mingdan-postgres, and a file `postgres.location` in `dataDir` says where.
 */
export async function prepareHome(
  dataDir: string,
  owner: Owner | undefined,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<Home> {
  try {
    await mkdir(dataDir, { recursive: true });
    let home = await homeOf(dataDir);
    if (!(await exists(home.folder)) && !(await mayPass(owner, dataDir))) home = await moveElsewhere(dataDir, log);
    if (!(await exists(home.folder))) await create(home, owner, binaries, log);
    if (!(await exists(home.passwordFile)) || !(await exists(join(home.cluster, 'PG_VERSION')))) {
      // Not ours to read is another thing than not there.
      if (await exists(home.cluster)) await readdir(home.cluster);
      throw new EmbeddedPostgresError(
        'DATA_UNUSABLE',
        `${home.folder} holds no complete database: move it away to begin anew`,
      );
    }
    return home;
  } catch (error) {
    throw fileFailure(error, `the data folder ${dataDir} cannot be used`);
  }
}

/** Removes the data for good. The server has to be stopped. */
export async function removeHome(dataDir: string): Promise<void> {
  try {
    await rm((await homeOf(dataDir)).folder, { recursive: true, force: true });
    await rm(pointerIn(dataDir), { force: true });
    // Goes only when nothing of another project is left in it.
    await rmdir(elsewhere).catch(() => {});
  } catch (error) {
    throw fileFailure(error, `the database in ${dataDir} cannot be removed`);
  }
}

/** An environment for the programs of PostgreSQL: nothing of the caller's own settings, messages in English. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function homeAt(folder: string): Home {
  const [cluster, passwordFile, logFile] = ['cluster', 'password', 'server.log'].map((name) => join(folder, name));
  return { folder, cluster: cluster ?? '', passwordFile: passwordFile ?? '', logFile: logFile ?? '' };
}

function pointerIn(dataDir: string): string {
  return join(dataDir, 'postgres.location');
}

async function moveElsewhere(dataDir: string, log: (line: string) => void): Promise<Home> {
  // A random name: a project cloned anew to the same place does not find the data of the old one.
  const folder = join(elsewhere, `data-${randomBytes(6).toString('hex')}`);
  log(`the user of the database cannot enter ${dataDir}: the data are kept in ${folder}`);
  await mkdir(elsewhere, { recursive: true });
  await chmod(elsewhere, 0o755);
  await writeFile(pointerIn(dataDir), `${folder}\n`);
  return homeAt(folder);
}

/** Made beside its place and moved there when it is whole, so that a crash leaves nothing half done. */
async function create(
  home: Home,
  owner: Owner | undefined,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  log(`creating a database in ${home.folder}`);
  const draft = homeAt(`${home.folder}.new-${process.pid}`);
  await rm(draft.folder, { recursive: true, force: true });
  await mkdir(draft.folder);
  // As root: the user of the server passes through, and sees nothing.
  await chmod(draft.folder, owner === undefined ? 0o700 : 0o711);
  await mkdir(draft.cluster, { mode: 0o700 });
  await writeFile(draft.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (owner !== undefined) {
    for (const path of [draft.cluster, draft.passwordFile]) await chown(path, owner.uid, owner.gid);
  }
  const access = ['--username', user, '--pwfile', draft.passwordFile, '--auth', 'scram-sha-256'];
  const format = ['--encoding', 'UTF8', '--locale', 'C', '--no-instructions'];
  try {
    await promisify(execFile)(binaries.initdb, ['--pgdata', draft.cluster, ...access, ...format], {
      ...owner,
      cwd: draft.folder,
      env: programEnvironment(),
      windowsHide: true,
    });
  } catch (error) {
    await rm(draft.folder, { recursive: true, force: true });
    throw initdbFailure(error, home.folder);
  }
  try {
    await rename(draft.folder, home.folder);
  } catch (error) {
    await rm(draft.folder, { recursive: true, force: true });
    // Another process was quicker; its database is as good.
    if (!(await exists(home.folder))) throw error;
  }
}

function initdbFailure(error: unknown, folder: string): unknown {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  // The program is there (it was found), so what is missing is what it needs to run: another C library.
  const words = code === 'ENOENT' ? 'exec format error' : code === 'EACCES' ? 'permission denied' : stderr;
  const failure = failureIn(words);
  return new EmbeddedPostgresError(failure, `no database could be created in ${folder}: ${tellingLine(words)}`, {
    cause: error,
  });
}
