import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '#libs/embedded-postgres';
import { ConfigurationError, readConfiguration } from '#libs/platform';
import { banner } from './banner.js';
import { DataFolderProblem, emptyDataFolder, openDataFolder } from './data-folder.js';
import { landingPage } from './landing.js';
import { explainStart } from './start-failure.js';

const folders: string[] = [];
const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mingdan-start-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the data folder', () => {
  it('is made, and opened again', () => {
    const folder = join(scratch(), 'a', 'b');
    openDataFolder(folder);
    openDataFolder(folder);
    expect(readdirSync(folder)).toEqual(['mingdan-data.json']);
    expect(statSync(folder).mode & 0o066).toBe(0);
  });

  it('is never a folder with other things in it', () => {
    const folder = scratch();
    writeFileSync(join(folder, 'thesis.txt'), 'mine');
    expect(() => openDataFolder(folder)).toThrow(DataFolderProblem);
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('is emptied of everything but its mark', () => {
    const folder = scratch();
    openDataFolder(folder);
    mkdirSync(join(folder, 'postgres', 'base'), { recursive: true });
    writeFileSync(join(folder, 'vault'), 'x');
    emptyDataFolder(folder);
    expect(readdirSync(folder)).toEqual(['mingdan-data.json']);
  });

  it.each([
    ['{"format":9}', 'another version'],
    ['{', 'damaged'],
  ])('is refused with the mark %s', (mark, expected) => {
    const folder = scratch();
    writeFileSync(join(folder, 'mingdan-data.json'), mark);
    expect(() => openDataFolder(folder)).toThrow(expected);
    expect(existsSync(join(folder, 'mingdan-data.json'))).toBe(true);
  });
});

describe('a failed start is told in one line', () => {
  const configuration = readConfiguration({ env: {}, args: ['--port', '3123', '--data', '/d'], root: '/' });
  const own = readConfiguration({
    env: { DATABASE_URL: 'postgres://u:hidden@db/m', MINGDAN_VAULT: '/v' },
    args: [],
    root: '/',
    purpose: 'operator',
  });
  const coded = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });

  it.each<[string, unknown, string]>([
    ['port taken', coded('EADDRINUSE', { syscall: 'listen' }), 'Port 3123 on 127.0.0.1 is taken.'],
    ['privileged port', coded('EACCES', { syscall: 'listen' }), 'above 1023'],
    ['foreign address', coded('EADDRNOTAVAIL', { syscall: 'listen' }), 'no address 127.0.0.1'],
    ['disk full', coded('ENOSPC', { syscall: 'write' }), 'Disk full: no space left for /d.'],
    ['disk full in the database', new Error('x', { cause: coded('53100') }), 'Disk full: no space left for /d.'],
    ['disk full in words', new Error('initdb: could not write: No space left on device'), 'Disk full'],
    [
      'disk full, told by the database',
      new EmbeddedPostgresError('DISK_FULL', 'x'),
      'Disk full: no space left for /d.',
    ],
    ['disk full, said by halves', new EmbeddedPostgresError('FAILED', 'wrote only 4096 of 8192 bytes'), 'Disk full'],
    ['folder in use', new EmbeddedPostgresError('DATA_IN_USE', 'another process'), 'Another process.'],
    ['read-only folder', coded('EROFS', { syscall: 'mkdir' }), 'No permission to write in /d.'],
    ['configuration', new ConfigurationError(['a', 'b']), 'wrong in 2 places: a; b'],
    ['anything else', new Error('first\nsecond'), 'Could not start: first'],
    ['nothing at all', undefined, 'no reason was given'],
  ])('%s', (_what, error, expected) => {
    const line = explainStart(error, configuration);
    expect(line).toContain(expected);
    expect(line).not.toContain('\n');
  });

  it.each<[string, unknown, string]>([
    ['server away', new AggregateError([coded('ECONNREFUSED')]), 'does not answer (ECONNREFUSED)'],
    ['wrong password', coded('28P01'), 'refuses the user or password'],
    ['no such database', new Error('x', { cause: coded('3D000') }), 'does not exist'],
    ['no rights', Object.assign(new Error('x'), { driverError: coded('42501') }), 'permission denied'],
  ])('%s, with a database of one’s own', (_what, error, expected) => {
    expect(explainStart(error, own)).toContain(expected);
    expect(explainStart(error, own)).not.toContain('hidden');
  });
});

describe('the first things a person sees', () => {
  const links = [{ path: '/docs', zh: '接口文档', en: 'API <documentation>' }];

  it('are addresses and log-ins in columns', () => {
    const text = banner({
      mode: 'demonstration',
      base: 'http://127.0.0.1:3000',
      links,
      logins: [{ account: 'wang', zh: '认定人员', en: 'recognising officer' }],
      data: '/d',
      startedInMs: 1234,
    });
    expect(text).toContain('DEMONSTRATION');
    expect(text).toContain('http://127.0.0.1:3000/docs');
    expect(text).toMatch(/wang\s+认定人员 recognising officer/);
    expect(text).toContain('1.2 s');
  });

  it('are not log-ins in production', () => {
    const logins = [{ account: 'wang', zh: '', en: '' }];
    const text = banner({ mode: 'production', base: 'http://x', links, logins, data: 'DATABASE_URL', startedInMs: 0 });
    expect(text).not.toMatch(/wang|DEMONSTRATION/);
  });

  it('are a page without scripts and inline styles, with its texts escaped', () => {
    const page = landingPage({ mode: 'demonstration', links });
    expect(page).not.toMatch(/<script|style=|<style/);
    expect(page).toContain('API &#60;documentation&#62;');
    expect(page).toContain('fictitious');
    expect(landingPage({ mode: 'production', links })).not.toContain('fictitious');
  });
});
