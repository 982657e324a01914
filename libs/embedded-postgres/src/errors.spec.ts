import { EmbeddedPostgresError, failureIn, fileFailure, tellingLine } from './errors.js';

describe('what went wrong with the embedded database', () => {
  it.each([
    ['PORT_TAKEN', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'],
    ['DISK_FULL', 'FATAL:  could not write to file "pg_wal/xlogtemp.29": No space left on device'],
    ['DATA_IN_USE', 'FATAL:  lock file "postmaster.pid" already exists'],
    ['DATA_IN_USE', 'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use'],
    ['DATA_UNUSABLE', 'FATAL:  database files are incompatible with server'],
    ['NO_PERMISSION', 'FATAL:  data directory "/x" has wrong ownership'],
    ['UNSUPPORTED_PLATFORM', 'postgres: error while loading shared libraries: libicudata.so.60'],
    ['FAILED', 'FATAL:  something new'],
  ])('is read from the words of the server: %s', (failure, words) => {
    expect(failureIn(words)).toBe(failure);
  });

  it('is told by the line that tells most, without its time stamp', () => {
    const words = [
      '2026-09-18 01:30:00.000 UTC [7] LOG:  starting PostgreSQL 18.4',
      '2026-09-18 01:30:00.001 UTC [7] FATAL:  could not create lock file: No space left on device',
      '2026-09-18 01:30:00.002 UTC [7] LOG:  database system is shut down',
      '',
    ];
    expect(tellingLine(words.join('\n'))).toBe('FATAL:  could not create lock file: No space left on device');
    expect(tellingLine('')).toBe('');
  });

  it('is told in one line', () => {
    expect(new EmbeddedPostgresError('FAILED', 'first\n  second\n').message).toBe('first second');
  });

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EACCES', 'NO_PERMISSION'],
    ['EROFS', 'NO_PERMISSION'],
  ])('is read from an error of the file system: %s', (code, failure) => {
    const error = Object.assign(new Error(code), { code });
    expect(fileFailure(error, 'the folder cannot be used')).toMatchObject({
      failure,
      message: `the folder cannot be used: ${code}`,
    });
  });

  it('leaves other errors as they are', () => {
    const error = new Error('a bug');
    expect(fileFailure(error, 'anything')).toBe(error);
  });
});
