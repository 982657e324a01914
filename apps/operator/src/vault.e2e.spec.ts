import { jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandActor } from '#libs/dossier';
import type { DossierStore } from '#libs/dossier-store';
import { makeCitizenId, makeUscc, type Identifier } from '#libs/subjects';
import { FileKeyProvider, VaultKeyDestroyed, type Vault } from '#libs/vault';
import { DRAFTER, given, hashed, PERSON_P } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { askSecretly } from './passphrase.js';
import { FACTS, NAME_OF_P, openOffice, registerEnterprise, registerPerson, type Office } from './testing/office.js';
import { run, type Outcome } from './testing/run.js';

const PASSPHRASE = '正确的马电池订书钉——correct';
const REPRESENTATIVE = { kind: 'CITIZEN_ID', value: makeCitizenId('1980-05-06', 1) } as const;
const USCC = makeUscc(1);
const CORRECTED = makeUscc(2);

// A backup is opened with a slow function on purpose, and each of these has a database or two of its own.
jest.setTimeout(60_000);

describe('operator vault', () => {
  let office: Office;
  let vault: Vault;
  let dossiers: DossierStore;
  let personId: string;
  let enterpriseId: string;
  const offices: Office[] = [];

  const anotherOffice = async (): Promise<Office> => {
    const made = await openOffice();
    offices.push(made);
    return made;
  };
  /** The log as a dump of the database brings it: the same rows at the same positions. */
  const copyLog = async (to: Office): Promise<void> => {
    const { rows } = await office.pool.query<{ row: string }>('select to_json(e)::text as row from event_log.events e');
    await to.pool.query(
      `insert into event_log.events select r.* from unnest($1::text[]) as t (row),
       json_populate_record(null::event_log.events, t.row::json) as r`,
      [rows.map(({ row }) => row)],
    );
  };
  const operate = (at: Office, ...args: string[]): Promise<Outcome> =>
    run(['vault', ...args], { ...at.env, VAULT_PASSPHRASE: PASSPHRASE });
  const eraseFacts = async (at: Office, data: object): Promise<void> => {
    const event = {
      eventId: crypto.randomUUID(),
      eventType: 'PersonalDataErased',
      schemaVersion: 1,
      data: JSON.parse(JSON.stringify(data)) as Record<string, string>,
      metadata: {},
    };
    await at.store.append(`dossier-${crypto.randomUUID()}`, 'no-stream', [event]);
  };
  const firstEntryOf = async (subjectId: string): Promise<string> => {
    const { state } = await dossiers.repository.load(subjectId);
    return Object.keys(state.entries)[0] ?? '';
  };
  const textsOf = async (at: { vault: Vault; dossiers: DossierStore }, subjectId: string): Promise<string> =>
    JSON.stringify(await at.vault.open(await at.dossiers.repository.load(subjectId).then(({ record }) => record)));
  const eventsOf = async (at: Office, subjectId: string): Promise<object[]> => {
    const data: object[] = [];
    for await (const event of at.store.readStream(`dossier-${subjectId}`)) data.push(event.data);
    return data;
  };

  beforeEach(async () => {
    office = await anotherOffice();
    ({ vault, dossiers } = await office.open());
    personId = await registerPerson(dossiers);
    const ref = await dossiers.registry.personRefFor(REPRESENTATIVE);
    enterpriseId = await registerEnterprise(dossiers, USCC, { value: REPRESENTATIVE.value, ref });
  });
  afterEach(async () => {
    for (const made of offices.splice(0)) await made.close();
  });

  describe('backup and restore', () => {
    it('reads an old dossier with its names and texts in an empty place', async () => {
      const file = office.path('vault.backup');
      const backup = await operate(office, 'backup', '--out', file);
      expect(backup.error).toBeUndefined();
      expect(backup.out).toMatch(/vault\.backup: [1-9]\d* keys, 0 destroyed, 3 identifiers$/);
      expect((await stat(file)).mode & 0o777).toBe(0o600);

      const empty = await anotherOffice();
      await copyLog(empty);
      const restored = await operate(empty, 'restore', '--in', file);
      expect(restored.error).toBeUndefined();
      expect(restored.out).toBe(`${empty.vaultDir}: ${backup.out.slice(backup.out.indexOf(': ') + 2)}`);

      const there = await empty.open();
      expect(await textsOf(there, personId)).toContain(NAME_OF_P);
      expect(await textsOf(there, personId)).toContain(PERSON_P.value);
      expect(JSON.stringify(await there.vault.openMany(await eventsOf(empty, personId)))).toContain(FACTS);
      expect(JSON.stringify(await there.vault.openMany(await eventsOf(empty, enterpriseId)))).toContain('代表人');
      expect(await there.vault.index.findRef(PERSON_P)).toBe(personId);
      // A server goes on there: the next act of the old dossier is sealed under the keys of before.
      await there.dossiers.executor.execute(
        given(personId, { type: 'RenameSubject', data: { name: '韩新名', renamedOn: '2026-09-01' } }),
      );
      expect(await textsOf(there, personId)).toContain('韩新名');
    });

    it('mends a database whose key file was lost, once its keys are gone', async () => {
      const file = office.path('vault.backup');
      await operate(office, 'backup', '--out', file);
      await rm(join(office.vaultDir, 'keys.json'));
      expect((await operate(office, 'backup', '--out', `${file}-2`)).error).toMatch(
        /keys\.json is missing\. The first time, make one with operator vault create/,
      );

      vault.close();
      await office.pool.query('drop schema vault cascade');
      await office.pool.query(`delete from migrations where name = 'CreateVault1763700001001'`);
      expect((await operate(office, 'restore', '--in', file)).error).toMatch(/^The database is not migrated/);
      const migrated = await run(['migrate'], office.env);
      expect(migrated).toMatchObject({ out: 'CreateVault1763700001001', error: undefined });
      expect((await operate(office, 'restore', '--in', file)).error).toBeUndefined();
      expect(await textsOf(await office.open(), personId)).toContain(NAME_OF_P);
    });

    it('destroys what the log says was erased after the backup, before anything opens', async () => {
      const file = office.path('vault.backup');
      await operate(office, 'backup', '--out', file);
      const entryId = await firstEntryOf(personId);
      const ref = (await vault.index.findRef(REPRESENTATIVE)) ?? '';
      await eraseFacts(office, { entryId, keys: [{ about: personId, scope: entryId }], removedRefs: [ref] });

      const empty = await anotherOffice();
      await copyLog(empty);
      expect((await operate(empty, 'restore', '--in', file)).out).toMatch(/keys, 1 destroyed, 2 identifiers$/);
      const there = await empty.open();
      const opened = JSON.stringify(await there.vault.openMany(await eventsOf(empty, personId)));
      expect(opened).not.toContain(FACTS);
      expect(opened).toContain(NAME_OF_P);
      expect(await there.vault.index.findRef(REPRESENTATIVE)).toBeUndefined();
      const sealing = there.vault.seal({ $personal: { about: personId, scope: entryId, value: 'again' } });
      await expect(sealing).rejects.toThrow(VaultKeyDestroyed);
    });

    it.each([
      ['names no keys', { entryId: 'e-1' }],
      ['names a key by halves', { keys: [{ about: 'p-1' }] }],
      ['removes something that is no reference', { keys: [], removedRefs: [7] }],
    ])('restores nothing when an erasure in the log %s', async (_what, data) => {
      const file = office.path('vault.backup');
      await operate(office, 'backup', '--out', file);
      const empty = await anotherOffice();
      await eraseFacts(empty, data);
      const { error } = await operate(empty, 'restore', '--in', file);
      expect(error).toMatch(/^The erasure at position \d+ is not understood by this release; nothing was restored\.$/);
      const { rows } = await empty.pool.query('select from vault.keys');
      expect(rows).toHaveLength(0);
      await expect(stat(join(empty.vaultDir, 'keys.json'))).rejects.toThrow('ENOENT');
    });

    it('refuses a place that is not empty, a wrong passphrase, and a file that is not there', async () => {
      const file = office.path('vault.backup');
      await operate(office, 'backup', '--out', file);
      expect((await operate(office, 'restore', '--in', file)).error).toMatch(
        /^A backup is restored into an empty place/,
      );
      const empty = await anotherOffice();
      const wrong = await run(['vault', 'restore', '--in', file], {
        ...empty.env,
        VAULT_PASSPHRASE: 'not the right one',
      });
      expect(wrong.error).toBe('The passphrase does not open this backup.');
      const missing = office.path('nothing');
      expect((await operate(empty, 'restore', '--in', missing)).error).toBe(`${missing} cannot be read (ENOENT).`);
    });

    it('overwrites nothing, and says when the file cannot be written', async () => {
      const file = office.path('vault.backup');
      await writeFile(file, 'precious');
      expect((await operate(office, 'backup', '--out', file)).error).toBe(
        `${file} exists, and a backup overwrites nothing.`,
      );
      const nowhere = office.path('no/such/folder');
      expect((await operate(office, 'backup', '--out', nowhere)).error).toBe(`${nowhere} cannot be written (ENOENT).`);
    });

    it('backs up no vault whose key file belongs to another database, and makes no key file', async () => {
      const other = await anotherOffice();
      const file = office.path('vault.backup');
      const env = { ...office.env, VAULT_PASSPHRASE: PASSPHRASE };
      const none = await run(['vault', 'backup', '--out', file], { ...env, MINGDAN_VAULT: other.vaultDir });
      expect(none.error).toMatch(/^The vault does not open: the key file .*keys\.json is missing\./);
      await other.open();
      for (const args of [['backup', '--out', file], ['rotate'], ['rotate-index']]) {
        const { error } = await run(['vault', ...args], { ...env, MINGDAN_VAULT: other.vaultDir });
        expect(error).toMatch(/^The vault does not open: the key file belongs to another database/);
      }
      expect(await textsOf({ vault, dossiers }, personId)).toContain(NAME_OF_P);
    });
  });

  describe('the passphrase', () => {
    const backup = (env: Record<string, string>, args: string[], answers?: string[]): Promise<Outcome> => {
      const rest = [...(answers ?? [])];
      const askSecret = (): Promise<string> => Promise.resolve(rest.shift() ?? '');
      return run(
        ['vault', 'backup', '--out', office.path('b'), ...args],
        { ...office.env, ...env },
        answers === undefined ? {} : { askSecret },
      );
    };

    it('comes from a file, and opens the backup from the environment', async () => {
      const file = office.path('passphrase');
      await writeFile(file, `${PASSPHRASE}\n`);
      expect((await backup({}, ['--passphrase-file', file])).error).toBeUndefined();
      const empty = await anotherOffice();
      expect((await operate(empty, 'restore', '--in', office.path('b'))).error).toBeUndefined();
    });

    it('is asked for twice at a terminal', async () => {
      expect((await backup({}, [], [PASSPHRASE, PASSPHRASE])).error).toBeUndefined();
      const empty = await anotherOffice();
      expect((await operate(empty, 'restore', '--in', office.path('b'))).error).toBeUndefined();
    });

    it('is refused when it is short, differs, is nowhere, or stands on two lines', async () => {
      expect((await backup({ VAULT_PASSPHRASE: 'short' }, [])).error).toBe('A passphrase has at least 12 characters.');
      expect((await backup({}, [], [PASSPHRASE, 'something else'])).error).toBe('The two are not the same.');
      expect((await backup({}, [])).error).toMatch(/^A passphrase is needed/);
      const file = office.path('passphrase');
      expect((await backup({}, ['--passphrase-file', file])).error).toMatch(/cannot be read \(ENOENT\)/);
      await writeFile(file, `${PASSPHRASE}\nmore\n`);
      expect((await backup({}, ['--passphrase-file', file])).error).toMatch(/more than one line/);
      await expect(stat(office.path('b'))).rejects.toThrow('ENOENT');
    });

    it('is not shown while it is typed, and can be broken off', async () => {
      const keys = new PassThrough();
      const screen = new PassThrough();
      const typed = askSecretly('Passphrase: ', keys, screen);
      keys.write('geheim geheim\r');
      expect(await typed).toBe('geheim geheim');
      expect(String(screen.read())).toBe('Passphrase: \n');
      const ended = askSecretly('Passphrase: ', keys, screen);
      keys.write('ge\u0003');
      await expect(ended).rejects.toThrow('Broken off.');
    });
  });

  describe('rotation', () => {
    it('gives a new master key; everything opens under it, here and in a running server', async () => {
      const { out, notes, error } = await operate(office, 'rotate');
      expect(error).toBeUndefined();
      expect(out).toMatch(/^Master key 2 is in use, [1-9]\d* data keys are wrapped under it, forgotten: 1$/);
      expect(notes).toContain('vault backup');
      expect(notes).toMatch(/vault: 100 % {2}wrapping, [1-9]\d* data keys/);
      expect(await textsOf(await office.open(), personId)).toContain(NAME_OF_P);
      expect(await textsOf({ vault, dossiers }, personId)).toContain(NAME_OF_P);
      expect((await office.pool.query('select from vault.keys where master_version <> 2')).rows).toHaveLength(0);
    });

    it('leaves backups of before as they are: they hold the master key of their day', async () => {
      const file = office.path('vault.backup');
      await operate(office, 'backup', '--out', file);
      await operate(office, 'rotate');
      const empty = await anotherOffice();
      await copyLog(empty);
      expect((await operate(empty, 'restore', '--in', file)).error).toBeUndefined();
      expect(await textsOf(await empty.open(), personId)).toContain(NAME_OF_P);
    });

    it('goes on where it was stopped', async () => {
      const stopped = await run(['vault', 'rotate'], office.env, { signal: AbortSignal.abort() });
      expect(stopped.error).toMatch(/^Stopped before the end/);
      expect((await operate(office, 'rotate')).out).toMatch(/^Master key 2 is in use, [1-9]/);
    });

    it('builds the index anew from the log: subjects by the identifier they have now, and responsible persons', async () => {
      const actor: CommandActor = { ...DRAFTER, userId: 'head-a', roles: [...DRAFTER.roles, 'UNIT_HEAD'] };
      const request = { subjectId: enterpriseId, actor, commandId: crypto.randomUUID(), fingerprint: hashed(1) };
      await dossiers.registry.correctIdentifier(request, { identifier: CORRECTED, reason: '录入有误' });
      const known: readonly Identifier[] = [
        PERSON_P,
        REPRESENTATIVE,
        { kind: 'USCC', value: USCC },
        { kind: 'USCC', value: CORRECTED },
      ];
      const refs = (): Promise<unknown> => Promise.all(known.map((identifier) => vault.index.findRef(identifier)));
      const before = await refs();
      expect(before).toEqual([personId, expect.any(String), undefined, enterpriseId]);

      const { out, error } = await operate(office, 'rotate-index');
      expect(error).toBeUndefined();
      expect(out).toBe('Index 2 is in use: 3 identifiers read from the log, 0 references forgotten');
      expect(await refs()).toEqual(before);
      const { rows } = await office.pool.query('select distinct hmac_version from vault.identifier_index');
      expect(rows).toEqual([{ hmac_version: 2 }]);
      expect((await operate(office, 'rotate-index')).out).toMatch(/^Index 3 is in use: 3 /);
    });

    it('takes out again what was corrected while the index was being rebuilt', async () => {
      const actor: CommandActor = { ...DRAFTER, userId: 'head-a', roles: [...DRAFTER.roles, 'UNIT_HEAD'] };
      const request = { subjectId: enterpriseId, actor, commandId: crypto.randomUUID(), fingerprint: hashed(1) };
      await dossiers.registry.correctIdentifier(request, { identifier: CORRECTED, reason: '录入有误' });
      // As when the registration had been read just before, and stored just after the correction.
      await vault.index.claimRef({ kind: 'USCC', value: USCC }, enterpriseId);
      await office.pool.query('update vault.state set index_building = 2');
      await new FileKeyProvider({ folder: office.vaultDir, createIfMissing: false }).addHmacVersion('identifier');
      await vault.index.claimRef({ kind: 'USCC', value: USCC }, enterpriseId);
      expect((await operate(office, 'rotate-index')).error).toBeUndefined();
      expect(await vault.index.findRef({ kind: 'USCC', value: USCC })).toBeUndefined();
      expect(await vault.index.findRef({ kind: 'USCC', value: CORRECTED })).toBe(enterpriseId);
    });

    it('refuses to forget references the log has no identifier for, until it is told to', async () => {
      const agent = { kind: 'CITIZEN_ID', value: makeCitizenId('1990-01-01', 3) } as const;
      const ref = await dossiers.registry.personRefFor(agent);
      const { error } = await operate(office, 'rotate-index');
      expect(error).toMatch(
        /^The log holds no identifier for 1 references of the index, so the old index stays in use/,
      );
      expect(await vault.index.findRef(agent)).toBe(ref);
      expect((await operate(office, 'rotate-index', '--drop-missing')).out).toMatch(/ 1 references forgotten$/);
      expect(await vault.index.findRef(agent)).toBeUndefined();
      expect(await vault.index.findRef(PERSON_P)).toBe(personId);
    });

    it('leaves out identifiers whose key was destroyed', async () => {
      const entryId = await firstEntryOf(enterpriseId);
      const ref = (await vault.index.findRef(REPRESENTATIVE)) ?? '';
      await vault.destroyKey(ref, entryId);
      await vault.index.removeRef(ref);
      expect((await operate(office, 'rotate-index')).out).toMatch(/: 2 identifiers read from the log, 0 references/);
    });
  });
});
