import { readFile, readlink, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Home } from './home.js';

/** A server that left its mark in the data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** It has been told to stop. */
  readonly stopping: boolean;
}

/** Reads `postmaster.pid`; `undefined` when there is none. */
export async function readPostmaster(home: Home): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port, stopping: (lines[7] ?? '').trim() === 'stopping' };
}

export function pidFile(home: Home): string {
  return join(home.cluster, 'postmaster.pid');
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether this process is the server of this data folder, and no other one that was given its number. In doubt it is
 * taken for the server: two servers on one folder would destroy it.
 */
export async function isServerOf(home: Home, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  // A server works in its data folder; the system tells that to root and to the user it runs as.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (folder !== undefined) return folder === (await realpath(home.cluster));
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return basename(command.split('\0')[0] ?? '').startsWith('postgres');
}
