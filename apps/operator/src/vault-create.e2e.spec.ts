import { rm, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCitizenId, makeUscc } from '#libs/subjects';
import { CreateVault1763700001001, FileKeyProvider } from '#libs/vault';
import { migrate } from '#test/database';
import { openOffice, registerEnterprise, registerPerson, type Office } from './testing/office.js';
import { run, type Outcome } from './testing/run.js';

describe('operator vault create', () => {
  let office: Office;
  const create = (): Promise<Outcome> => run(['vault', 'create'], office.env);
  const keys = (): Promise<string> => readFile(join(office.vaultDir, 'keys.json'), 'utf8');

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.close());

  it('makes the key file of a new installation, for its owner only, and leaves it alone when repeated', async () => {
    const { out, error } = await create();
    expect([out, error]).toEqual([expect.stringContaining('keys.json: made.'), undefined]);
    expect((await stat(join(office.vaultDir, 'keys.json'))).mode & 0o077).toBe(0);
    const made = await keys();
    const again = await create();
    expect([again.out, again.error]).toEqual(['', undefined]);
    expect(again.notes).toContain('is there already');
    expect(await keys()).toBe(made);
  });

  it('refuses where the vault of names that were sealed is missing, and makes nothing', async () => {
    const { dossiers } = await office.open();
    await registerPerson(dossiers);
    await rm(office.vaultDir, { recursive: true });
    expect((await create()).error).toContain('vault restore');
    await expect(keys()).rejects.toThrow('ENOENT');
  });

  it('refuses beside a log with dossiers, whatever the tables of the vault hold', async () => {
    const { dossiers } = await office.open();
    const ref = await dossiers.registry.personRefFor({ kind: 'CITIZEN_ID', value: makeCitizenId('1980-05-06', 1) });
    await registerEnterprise(dossiers, makeUscc(1), { value: makeCitizenId('1980-05-06', 1), ref });
    await rm(office.vaultDir, { recursive: true });
    await office.pool.query('drop schema vault cascade');
    await office.pool.query(`delete from migrations where name like 'CreateVault%'`);
    await migrate(office.url, [CreateVault1763700001001]);
    expect((await create()).error).toContain('vault restore');
    await expect(keys()).rejects.toThrow('ENOENT');
  });
});

describe('operator informants create', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  it('makes the keys once, for their owner only; never in the place of lost ones, nor beside those of another database', async () => {
    const folder = join(office.vaultDir, '..', 'informants');
    const create = (): Promise<Outcome> => run(['informants', 'create'], { ...office.env, MINGDAN_INFORMANTS: folder });
    const keys = join(folder, 'keys.json');
    expect((await create()).out).toBe(`${keys}: made.`);
    expect((await stat(keys)).mode & 0o077).toBe(0);
    const made = await readFile(keys, 'utf8');
    expect((await create()).notes).toContain('are there already');
    expect(await readFile(keys, 'utf8')).toBe(made);
    await rm(keys);
    expect((await create()).error).toContain('bring keys.json back');
    await expect(stat(keys)).rejects.toThrow('ENOENT');
    await new FileKeyProvider({ folder, createIfMissing: true }).vaultId();
    expect((await create()).error).toMatch(/informants/);
    await writeFile(keys, made);
    expect((await create()).error).toBeUndefined();
  });
});
