import { IdempotencyConflict, PreconditionFailed, StreamCache } from '#libs/command-loop';
import { Refusal } from '#libs/dossier';
import { MemoryEventStore, type RecordedEvent } from '#libs/event-store';
import { dossierDecider } from './dossier-decider.js';
import { createDossierStore, type DossierStore } from './dossier-store.js';
import type { DossierView } from './dossier-view.js';
import { commandFingerprint } from './executor.js';
import {
  DRAFTER,
  ENTERPRISE_X,
  generateRed,
  given,
  hashed,
  PERSON_P,
  RED_1,
  SNAPSHOT,
  SYSTEM,
  TestClock,
  ToldListSource,
} from './testing/fixtures.js';
import { MemoryVault } from './testing/memory-vault.js';

const ID = '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a01';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe.each([
  ['read for every command', () => undefined],
  ['kept in memory', () => new StreamCache<DossierView>({ maxStreams: 10, maxBytes: 1_000_000 })],
])('the shell round the dossier, %s', (_, newCache) => {
  let store: MemoryEventStore;
  let vault: MemoryVault;
  let lists: ToldListSource;
  let clock: TestClock;
  let dossiers: DossierStore;

  beforeEach(() => {
    store = new MemoryEventStore();
    vault = new MemoryVault();
    lists = new ToldListSource();
    clock = new TestClock();
    const streams = newCache();
    dossiers = createDossierStore({
      ...(streams && { streams }),
      store,
      vault,
      lists,
      clock,
      reference: { snapshot: () => SNAPSHOT },
      decider: dossierDecider,
      loop: { sleep: async () => undefined },
    });
  });

  const log = async (): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    return events;
  };
  const register = async (identifier: typeof ENTERPRISE_X | typeof PERSON_P = ENTERPRISE_X): Promise<string> => {
    const { subjectId } = await dossiers.registry.registerSubject({
      actor: DRAFTER,
      commandId: crypto.randomUUID(),
      fingerprint: hashed('register'),
      subjectType: identifier.kind === 'USCC' ? 'ENTERPRISE' : 'NATURAL_PERSON',
      identifier,
      name: identifier.kind === 'USCC' ? '某某科技有限公司' : '欧阳某某',
    });
    return subjectId;
  };
  const generate = async (subjectId: string): Promise<string> =>
    (await dossiers.executor.execute(given(subjectId, generateRed()))).entryId ?? '';

  describe('what is stored', () => {
    it('has the envelope of 3.4, and texts sealed under the key of (person, entry)', async () => {
      const subjectId = await register();
      const answer = await dossiers.executor.execute(
        given(subjectId, generateRed(), { commandId: ID, correlationId: 'job-1', causationId: 'row-7' }),
      );
      const event = (await log())[1];
      const entryId = answer.entryId ?? '';
      expect(event).toMatchObject({
        streamId: `dossier-${subjectId}`,
        eventType: 'InitialEntryGenerated',
        schemaVersion: 1,
        data: { entryId, facts: { $sealed: { about: subjectId, scope: entryId } } },
      });
      expect(event?.metadata).toEqual({
        subjectId,
        entryId,
        listKind: 'RED',
        standardId: 'RED-1',
        standardVersion: 1,
        legalDate: '2026-09-07',
        occurredAt: '2026-09-07T01:00:00.000Z',
        recordedAt: '2026-09-07T01:00:00.000Z',
        actor: { userId: 'drafter-a', unitId: 'unit-a', role: 'RECOGNIZING_UNIT' },
        commandId: ID,
        commandType: 'GenerateInitialEntry',
        fingerprint: hashed(generateRed()),
        issuedBy: 'drafter-a',
        correlationId: 'job-1',
        causationId: 'row-7',
        legalBasisRefs: [],
        evidenceRefs: [{ docId: 'doc-1', sha256: 'a'.repeat(64) }],
      });
      const written = JSON.stringify((await log()).map(({ data, metadata }) => ({ data, metadata })));
      for (const text of ['连续三年按期足额纳税', '纳税证明', '$personal']) expect(written).not.toContain(text);
    });

    it('names SYSTEM and its rule where SYSTEM acts', async () => {
      const subjectId = await register();
      const entryId = await generate(subjectId);
      const check = { type: 'PerformCrossCheck', data: { entryId } } as const;
      await dossiers.executor.execute(given(subjectId, check, { actor: SYSTEM, systemRule: 'red.crossCheck' }));
      expect((await log()).at(-1)?.metadata).toMatchObject({
        actor: { role: 'SYSTEM', rule: 'red.crossCheck' },
        issuedBy: 'system',
      });
    });

    it('has ids that are the same for the same command and different for everybody else', async () => {
      const subjectId = await register();
      const first = await dossiers.executor.execute(given(subjectId, generateRed('一号'), { commandId: ID }));
      const other = await dossiers.executor.execute(
        given(subjectId, generateRed('二号'), { commandId: ID, actor: { ...DRAFTER, userId: 'drafter-b' } }),
      );
      expect(first.entryId).toMatch(UUID);
      expect(other.entryId).toMatch(UUID);
      expect(other.entryId).not.toBe(first.entryId);
    });
  });

  describe('an answer', () => {
    it('says what was created and how far the entry is', async () => {
      const subjectId = await register();
      const before = await log();
      const answer = await dossiers.executor.execute(given(subjectId, generateRed(), { commandId: ID }));
      const added = (await log()).slice(before.length);
      const { entryId = '' } = answer;
      expect(answer).toEqual({
        commandId: ID,
        subjectId,
        events: added.map(({ eventType }) => ({
          type: eventType,
          entryId,
          ids: eventType === 'InitialEntryGenerated' ? { entryId } : {},
        })),
        position: added.at(-1)?.position,
        revision: added.at(-1)?.revision,
        entryId,
        entryRevision: added.length,
        created: { entryId },
        replayed: false,
      });
    });

    it('of a repeat is what it was, whatever has happened since', async () => {
      const subjectId = await register();
      const request = given(subjectId, generateRed(), { commandId: ID });
      const first = await dossiers.executor.execute(request);
      await dossiers.executor.execute(
        given(subjectId, { type: 'PerformCrossCheck', data: { entryId: first.entryId ?? '' } }),
      );
      const events = await log();
      expect(await dossiers.executor.execute(request)).toEqual({ ...first, replayed: true });
      expect(await log()).toEqual(events);
      await expect(dossiers.executor.execute({ ...request, fingerprint: hashed('other') })).rejects.toThrow(
        IdempotencyConflict,
      );
    });
  });

  it('counts revisions by entry: an act on another entry does not make If-Match stale', async () => {
    const subjectId = await register();
    const [one, two] = [
      await dossiers.executor.execute(given(subjectId, generateRed('一号'))),
      await dossiers.executor.execute(given(subjectId, generateRed('二号'))),
    ];
    const check = (entryId: string | undefined, ifMatch: number) =>
      dossiers.executor.execute(
        given(subjectId, { type: 'PerformCrossCheck', data: { entryId: entryId ?? '' } }, { ifMatch }),
      );
    const checked = await check(one.entryId, one.entryRevision);
    expect(checked.entryRevision).toBe(one.entryRevision + 1);
    await expect(check(one.entryId, one.entryRevision)).rejects.toThrow(PreconditionFailed);
    expect(await check(two.entryId, two.entryRevision)).toMatchObject({ entryRevision: two.entryRevision + 1 });
    const { entryRevisions } = await dossiers.repository.load(subjectId);
    expect(Object.fromEntries(entryRevisions)).toEqual({
      record: 1,
      [one.entryId ?? '']: one.entryRevision + 1,
      [two.entryId ?? '']: two.entryRevision + 1,
    });
  });

  it('appends nothing for a refusal', async () => {
    const subjectId = await register();
    const before = await log();
    const withdraw = { type: 'WithdrawEntry', data: { entryId: 'nowhere', reason: '无' } } as const;
    await expect(dossiers.executor.execute(given(subjectId, withdraw))).rejects.toThrow(Refusal);
    await expect(dossiers.executor.execute(given('nobody', generateRed()))).rejects.toMatchObject({
      code: 'SUBJECT_UNKNOWN',
    });
    expect(await log()).toEqual(before);
  });

  describe('cross-checks (3.5 R2)', () => {
    const check = async (subjectId: string, entryId: string) =>
      (await dossiers.executor.execute(given(subjectId, { type: 'PerformCrossCheck', data: { entryId } }))).events.map(
        ({ type }) => type,
      );

    it('ask the national list by the hashes of the identifier, for the commands that need it only', async () => {
      const subjectId = await register();
      const entryId = await generate(subjectId);
      expect(lists.asked).toEqual([]);
      expect(await check(subjectId, entryId)).toContain('CrossCheckPerformed');
      const hashes = await vault.index.identifierHashes(ENTERPRISE_X);
      expect(lists.asked).toEqual([
        { hashes, listKind: 'BLACK' },
        { hashes, listKind: 'RED' },
      ]);
    });

    it('bring a hit to the decision (scenario 2)', async () => {
      const subjectId = await register();
      const entryId = await generate(subjectId);
      lists.hits = [{ sourceId: 'national', sourceEntryRef: 'NB-1', listKind: 'BLACK' }];
      expect(await check(subjectId, entryId)).toContain('EntryScreenedOut');
    });

    it('bring an outage to the decision (scenario 3)', async () => {
      const subjectId = await register();
      const entryId = await generate(subjectId);
      lists.available = false;
      expect(await check(subjectId, entryId)).toEqual(['CrossCheckFailed']);
    });

    it('open the identifier of a natural person, and count as an outage when it was erased', async () => {
      const subjectId = await register(PERSON_P);
      const entryId = await generate(subjectId);
      lists.available = false;
      await check(subjectId, entryId);
      expect(lists.asked[0]?.hashes).toEqual(await vault.index.identifierHashes(PERSON_P));
      lists.available = true;
      vault.erase();
      const asked = lists.asked.length;
      expect(await check(subjectId, entryId)).toEqual(['CrossCheckFailed']);
      expect(lists.asked).toHaveLength(asked);
    });
  });

  it('gives the birth date of a natural person to the decision, and of nobody else', async () => {
    const seen: (string | undefined)[] = [];
    const watching = createDossierStore({
      store,
      vault,
      lists,
      clock,
      reference: { snapshot: () => ({ ...SNAPSHOT, standards: [RED_1] }) },
      decider: {
        ...dossierDecider,
        decide: (command, state, context) => {
          seen.push(context.birthDate);
          return dossierDecider.decide(command, state, context);
        },
      },
    });
    for (const identifier of [PERSON_P, ENTERPRISE_X]) {
      const subjectId = await register(identifier);
      const entry = await watching.executor.execute(given(subjectId, generateRed()));
      const opened = vault.opened.length;
      await watching.executor.execute(
        given(subjectId, { type: 'WithdrawEntry', data: { entryId: entry.entryId ?? '', reason: '撤回' } }),
      );
      expect(vault.opened).toHaveLength(opened);
    }
    expect(seen).toEqual(['1990-01-01', undefined, undefined, undefined]);
  });

  it('shows a dossier as it was known at an earlier instant', async () => {
    const subjectId = await register();
    clock.instant = '2026-09-08T01:00:00.000Z';
    const entryId = await generate(subjectId);
    const then = await dossiers.repository.load(subjectId, { asOf: '2026-09-07T12:00:00.000Z' });
    expect(then).toMatchObject({ revision: 0n, lastRecordedAt: '2026-09-07T01:00:00.000Z' });
    expect(then.state.entries).toEqual({});
    expect(then.record).toMatchObject({ subjectId, identifier: ENTERPRISE_X.value, name: '某某科技有限公司' });
    const now = await dossiers.repository.load(subjectId);
    expect(Object.keys(now.state.entries)).toEqual([entryId]);
    expect(await dossiers.repository.entryRevision(subjectId, entryId)).toBe(now.entryRevisions.get(entryId));
    expect(await dossiers.repository.entryRevision(subjectId)).toBe(1);
  });

  it('folds without opening anything', async () => {
    const subjectId = await register(PERSON_P);
    await generate(subjectId);
    const opened = vault.opened.length;
    const loaded = await dossiers.repository.load(subjectId);
    expect(loaded.record?.name).toMatchObject({ $sealed: { about: subjectId, scope: 'record' } });
    expect(vault.opened).toHaveLength(opened);
  });

  describe('registering a subject', () => {
    const registration = (more: object = {}) => ({
      actor: DRAFTER,
      commandId: ID,
      fingerprint: hashed('register'),
      subjectType: 'ENTERPRISE' as const,
      identifier: ENTERPRISE_X,
      name: '某某科技有限公司',
      ...more,
    });

    it('gives it a random id, once, also to several who ask at once', async () => {
      const results = await Promise.all(
        [1, 2, 3, 4].map(() => dossiers.registry.registerSubject(registration({ commandId: crypto.randomUUID() }))),
      );
      expect(new Set(results.map(({ subjectId }) => subjectId)).size).toBe(1);
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect(results[0]?.subjectId).toMatch(UUID);
      expect((await log()).map(({ eventType }) => eventType)).toEqual(['SubjectRegistered']);
    });

    it('finds it by another spelling of its identifier', async () => {
      const first = await dossiers.registry.registerSubject(registration());
      const spelt = { kind: 'USCC', value: ' ９１640100ma00te5t0a ' } as const;
      expect(
        await dossiers.registry.registerSubject(registration({ identifier: spelt, commandId: crypto.randomUUID() })),
      ).toEqual({ subjectId: first.subjectId, created: false });
    });

    it('answers a repeat as the first time', async () => {
      const first = await dossiers.registry.registerSubject(registration());
      expect(first).toMatchObject({ created: true, answer: { replayed: false } });
      expect(await dossiers.registry.registerSubject(registration())).toMatchObject({
        subjectId: first.subjectId,
        created: true,
        answer: { replayed: true },
      });
    });

    it('completes what a crash between index and dossier left empty', async () => {
      const { ref } = await vault.index.claimRef(ENTERPRISE_X, 'c0ffee00-0000-4000-8000-000000000001');
      expect(await dossiers.registry.registerSubject(registration())).toMatchObject({ subjectId: ref, created: true });
      expect((await dossiers.repository.load(ref)).state.subject).toMatchObject({ subjectId: ref });
    });

    it.each([
      ['a wrong check digit', { kind: 'USCC', value: '91640100MA00TE5T0B' }, 'ENTERPRISE', 'IDENTIFIER_CHECK_DIGIT'],
      ['a code for a person', ENTERPRISE_X, 'NATURAL_PERSON', 'IDENTIFIER_KIND_MISMATCH'],
    ])('refuses %s (1.3), and neither claims nor repeats it', async (_, identifier, subjectType, code) => {
      const refused = dossiers.registry.registerSubject(registration({ identifier, subjectType }));
      await expect(refused).rejects.toMatchObject({ code, status: 422 });
      await expect(refused).rejects.not.toThrow(new RegExp(identifier.value));
      expect(await log()).toEqual([]);
      expect(await vault.index.findRef(identifier as typeof ENTERPRISE_X)).toBeUndefined();
    });

    it('takes a code with a wrong check digit under a supervised exception (1.3)', async () => {
      const checksumException = { reason: '登记机关已核实', evidenceRef: 'doc-9', approvedBy: 'approver-a' };
      const identifier = { kind: 'USCC', value: '91640100MA00TE5T0B' } as const;
      expect(await dossiers.registry.registerSubject(registration({ identifier, checksumException }))).toMatchObject({
        created: true,
      });
      expect((await log())[0]?.data).toMatchObject({ checksumException: { reason: { $sealed: {} } } });
    });

    it('knows a person who is also a subject under one reference', async () => {
      const personRef = await dossiers.registry.personRefFor(PERSON_P);
      expect(await dossiers.registry.personRefFor(PERSON_P)).toBe(personRef);
      expect(await register(PERSON_P)).toBe(personRef);
      expect(await dossiers.registry.findRef(PERSON_P)).toBe(personRef);
    });

    it('finds a subject by its corrected identifier, and refuses one that is taken', async () => {
      const subjectId = await register();
      const corrected = { kind: 'USCC', value: '91640100MA00TE5T1D' } as const;
      const actor = { ...DRAFTER, roles: ['RECOGNIZING_UNIT', 'APPROVER', 'UNIT_HEAD'] };
      const correct = (more: object = {}) =>
        dossiers.registry.correctIdentifier(
          { subjectId, actor, commandId: ID, fingerprint: hashed('correct'), ...more },
          { identifier: corrected.value, reason: '登记有误' },
        );
      const first = await correct();
      expect(first.events).toMatchObject([{ type: 'SubjectIdentifierCorrected' }]);
      expect(await dossiers.registry.findRef(corrected)).toBe(subjectId);
      expect(await correct()).toEqual({ ...first, replayed: true });
      // The number that was wrong may be somebody else's: a look-up by it no longer answers this subject.
      expect(await dossiers.registry.findRef(ENTERPRISE_X)).toBeUndefined();

      const other = { kind: 'USCC', value: '91640100MA00TE5T2G' } as const;
      await dossiers.registry.registerSubject(registration({ identifier: other }));
      await expect(
        dossiers.registry.correctIdentifier(
          { subjectId, actor, commandId: crypto.randomUUID(), fingerprint: hashed('again') },
          { identifier: other.value, reason: '又改' },
        ),
      ).rejects.toMatchObject({ code: 'IDENTIFIER_TAKEN', status: 409 });
    });
  });

  it('takes no body in the place of its fingerprint, for it would be stored in clear', async () => {
    const subjectId = await register();
    const before = await log();
    await expect(
      dossiers.executor.execute(given(subjectId, generateRed(), { fingerprint: '连续三年按期足额纳税' })),
    ).rejects.toThrow(RangeError);
    expect(await log()).toEqual(before);
  });

  it('fingerprints a body whatever the order of its fields', async () => {
    const of = (body: unknown) => commandFingerprint(vault, 'RenameSubject', body);
    expect(await of({ a: 1, b: [2] })).toBe(await of({ b: [2], a: 1 }));
    expect(await of({ a: 1, b: [2] })).not.toBe(await of({ a: 1, b: [3] }));
  });
});
