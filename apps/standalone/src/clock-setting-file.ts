import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ClockSetting, ClockSettingStore } from '#libs/platform';

/** Keeps the setting of the demonstration clock in the data folder. */
export class FileClockSettingStore implements ClockSettingStore {
  constructor(private readonly path: string) {}

  async load(): Promise<ClockSetting | undefined> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as ClockSetting;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async save(setting: ClockSetting): Promise<void> {
    await writeFile(`${this.path}.new`, JSON.stringify(setting), { mode: 0o600, flush: true });
    await rename(`${this.path}.new`, this.path);
  }
}
