export type EmbeddedPostgresFailure =
  | 'PORT_TAKEN'
  | 'DISK_FULL'
  | 'NO_PERMISSION'
  /** No binaries for this platform are installed, or they do not run here. */
  | 'UNSUPPORTED_PLATFORM'
  /** Another process of ours is using the data folder. */
  | 'DATA_IN_USE'
  /** The data folder is no database, or one of another version. */
  | 'DATA_UNUSABLE'
  | 'FAILED';

/** Why the database could not be started or stopped, in one line that can be shown as it is. */
export class EmbeddedPostgresError extends Error {
  constructor(
    readonly failure: EmbeddedPostgresFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message.replace(/\s+/g, ' ').trim(), options);
    this.name = 'EmbeddedPostgresError';
  }
}

const signs: readonly (readonly [EmbeddedPostgresFailure, RegExp])[] = [
  ['PORT_TAKEN', /could not bind|address already in use|could not create any TCP\/IP sockets/i],
  ['DISK_FULL', /no space left on device|disk quota exceeded|not enough space on the disk/i],
  ['DATA_IN_USE', /lock file ".*" already exists|pre-existing shared memory block/i],
  ['DATA_UNUSABLE', /database files are incompatible|initialized by PostgreSQL version|is not a valid data directory/i],
  ['UNSUPPORTED_PLATFORM', /error while loading shared libraries|exec format error|version `GLIBC/i],
  [
    'NO_PERMISSION',
    /permission denied|has wrong ownership|has invalid permissions|operation not permitted|read-only file/i,
  ],
];

/** What the last words of `initdb` or `postgres` mean. */
export function failureIn(words: string): EmbeddedPostgresFailure {
  return signs.find(([, sign]) => sign.test(words))?.[0] ?? 'FAILED';
}

const systemErrors: Readonly<Record<string, EmbeddedPostgresFailure>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EACCES: 'NO_PERMISSION',
  EPERM: 'NO_PERMISSION',
  EROFS: 'NO_PERMISSION',
};

/** Turns an error of the file system into one of ours; what is none of these passes as it is. */
export function fileFailure(error: unknown, doing: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const failure = systemErrors[code];
  return failure === undefined ? error : new EmbeddedPostgresError(failure, `${doing}: ${code}`, { cause: error });
}

/** The line of a log that says best what went wrong. */
export function tellingLine(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /could not|No space|denied/i.test(line) && !/LOG:\s+database system/.test(line));
  const line = telling ?? lines.filter((each) => /FATAL|PANIC|error/i.test(each)).at(-1) ?? lines.at(-1) ?? '';
  return line.replace(/^[\d\-:. ]+UTC \[\d+\] /, '').slice(0, 300);
}
