import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  /** Base 64. */
  readonly data: string;
  /** Base 64. */
  readonly metadata: string;
}

/** One append: a line of the file, so that it is there whole or not at all. */
export interface StoredAppend {
  readonly stream: string;
  readonly created: string;
  /** Of a tombstone, whose revision does not follow from its place. */
  readonly revision?: string;
  readonly events: readonly StoredEvent[];
}

/**
 * The file of a stand-in's log. What {@link add} has returned for has been handed to the operating system: it outlives a `kill -9` of
 * the process, though not a power cut.
 */
export class LogFile {
  private readonly descriptor: number;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(path, 'a');
  }

  /** Reads what is there; a last line that a kill has torn was never acknowledged, and is cut off. */
  load(): StoredAppend[] {
    const bytes = readFileSync(this.path);
    const whole = bytes.lastIndexOf('\n') + 1;
    if (whole < bytes.length) truncateSync(this.path, whole);
    const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as StoredAppend);
  }

  add(append: StoredAppend): void {
    const line = Buffer.from(`${JSON.stringify(append)}\n`);
    let from = 0;
    while (from < line.length) from += writeSync(this.descriptor, line, from);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
