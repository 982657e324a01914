import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';

const MEGABYTES = 4;

/** Whether this user may mount a disk of its own. */
export function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'mingdan-mount-'));
  try {
    mount(folder);
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A disk of a few megabytes, in memory, with a tablespace on it. It can be filled to the last byte. */
export class SmallDisk {
  private constructor(
    readonly tablespace: string,
    private readonly folder: string,
  ) {}

  /** @param admin a superuser on the server, which runs as the user `postgres` */
  static async mount(admin: Client): Promise<SmallDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'mingdan-disk-'));
    chmodSync(folder, 0o755);
    mount(folder);
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    chownSync(folder, uid ?? 0, gid ?? 0);
    const disk = new SmallDisk(`disk_${folder.slice(-6).toLowerCase()}`, folder);
    await admin.query(`create tablespace "${disk.tablespace}" location '${folder}'`);
    return disk;
  }

  /** Takes up all the room that is left. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'w');
    try {
      for (const page = Buffer.alloc(4_096); ;) writeSync(file, page);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  /** Everything has been taken off it. */
  async unmount(admin: Client): Promise<void> {
    this.makeRoom();
    await admin.query(`drop tablespace "${this.tablespace}"`);
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function mount(folder: string): void {
  const options = ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=755`, 'tmpfs', folder];
  execFileSync('mount', options, { stdio: 'ignore' });
}
