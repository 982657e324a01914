import { MemoryEventStore, type RecordedEvent } from '#libs/event-store';
import type { Command } from '#libs/dossier';
import { dossierDecider } from './dossier-decider.js';
import { createDossierStore, type DossierStore } from './dossier-store.js';
import { JoinedDossiers } from './joined-dossiers.js';
import { DRAFTER, given, hashed, SNAPSHOT, SYSTEM, TestClock, ToldListSource } from './testing/fixtures.js';
import { MemoryVault } from './testing/memory-vault.js';

const APPROVER = { ...DRAFTER, userId: 'approver-a', roles: ['RECOGNIZING_UNIT', 'APPROVER'] };
const [FIRST, SECOND, THIRD, RIGHT] = [
  '91640100MA00TE5T0A',
  '91640100MA00TE5T1D',
  '91640100MA00TE5T2G',
  '91640100MA00TE5T3K',
];
const evidence = [{ docId: 'doc-1', sha256: 'a'.repeat(64), title: '换发证明' }];

describe('dossiers of one subject', () => {
  let dossiers: DossierStore;
  let store: MemoryEventStore;
  let joined: JoinedDossiers;
  let ids: readonly [string, string, string];

  const execute = (subjectId: string, command: Command, actor = DRAFTER) =>
    dossiers.executor.execute(given(subjectId, command, { actor }));
  const register = async (value: string): Promise<string> => {
    const registration = { actor: DRAFTER, commandId: crypto.randomUUID(), fingerprint: hashed('register') };
    const subject = { subjectType: 'ENTERPRISE', identifier: { kind: 'USCC', value }, name: '某某公司' } as const;
    return (await dossiers.registry.registerSubject({ ...registration, ...subject })).subjectId;
  };
  const propose = (older: string, otherSubjectId: string) =>
    execute(older, { type: 'ProposeDossiersJoining', data: { otherSubjectId, reasons: '同一主体', evidence } });
  /** The half of the approver: the other dossier has not been told. */
  const decide = async (older: string, younger: string): Promise<string> => {
    const proposalId = (await propose(older, younger)).created['proposalId'] ?? '';
    await execute(older, { type: 'JoinDossiers', data: { proposalId } }, APPROVER);
    return proposalId;
  };
  const join = async (older: string, younger: string): Promise<void> => {
    const proposalId = await decide(older, younger);
    const reason = { $personal: { about: older, scope: 'record', value: '同一主体' } };
    const data = { otherSubjectId: older, reason, proposalId, drafter: DRAFTER, approver: APPROVER };
    await execute(younger, { type: 'ReferDossier', data }, SYSTEM);
  };
  const found = (value: string) => dossiers.registry.findAll({ kind: 'USCC', value });

  beforeEach(async () => {
    store = new MemoryEventStore();
    dossiers = createDossierStore({
      store,
      vault: new MemoryVault(),
      lists: new ToldListSource(),
      // All are registered at one instant: the order of the log says which is the oldest.
      clock: new TestClock(),
      reference: { snapshot: () => SNAPSHOT },
      decider: dossierDecider,
      loop: { sleep: async () => undefined },
    });
    joined = new JoinedDossiers(dossiers.repository);
    ids = [await register(FIRST ?? ''), await register(SECOND ?? ''), await register(THIRD ?? '')];
  });

  it('are joined on the older, by the order of the log', async () => {
    const [first, second] = ids;
    await expect(propose(second, first)).rejects.toMatchObject({ code: 'OTHER_DOSSIER_OLDER' });
    await expect(propose(first, crypto.randomUUID())).rejects.toMatchObject({ code: 'OTHER_SUBJECT_UNKNOWN' });
    const { events, entryId, entryRevision } = await propose(first, second);
    // It counts as an act on the record of the subject, and names what proves it.
    expect({ events, entryId, entryRevision }).toMatchObject({
      events: [{ type: 'DecisionProposed' }],
      entryRevision: 2,
    });
    const [, proposed] = await all(store.readStream(`dossier-${first}`));
    expect(proposed?.metadata).toMatchObject({ evidenceRefs: [{ docId: 'doc-1', sha256: 'a'.repeat(64) }] });
    expect(proposed?.metadata).not.toHaveProperty('entryId');
    expect(JSON.stringify(proposed?.data)).not.toContain('同一主体');
  });

  it('are found from each of them, that which goes on first', async () => {
    const [first, second, third] = ids;
    expect(await joined.allOf(first)).toEqual([first]);
    expect(await joined.allOf('nobody')).toEqual(['nobody']);
    await decide(first, second);
    expect(await joined.allOf(first)).toEqual([first, second]);
    await execute(second, { type: 'CrossCheckJoined', data: {} }, SYSTEM);
    await join(first, third);
    for (const id of [first, third]) expect(await joined.allOf(id)).toEqual([first, ...[second, third].sort()]);
    expect(await found(THIRD ?? '')).toEqual([first, ...[second, third].sort()]);
  });

  it('are found when one that others refer to was joined to an older one', async () => {
    const [first, second, third] = ids;
    await join(second, third);
    await join(first, second);
    for (const id of ids) expect(await joined.allOf(id)).toEqual([first, ...[second, third].sort()]);
    expect(await register(THIRD ?? '')).toBe(first);
    await expect(propose(first, third)).rejects.toMatchObject({ code: 'OTHER_ALREADY_JOINED' });
    await expect(
      execute(third, { type: 'RenameSubject', data: { name: '新', renamedOn: '2026-09-07' } }),
    ).rejects.toMatchObject({ code: 'SUBJECT_JOINED', params: { other: second } });
  });

  it('may have one identifier, once they are joined; the one that was wrong is released', async () => {
    const [first, second] = ids;
    const correct = (subjectId: string, identifier: string) =>
      dossiers.registry.correctIdentifier(
        { subjectId, actor: APPROVER, commandId: crypto.randomUUID(), fingerprint: hashed('correct') },
        { identifier, reason: '登记有误' },
      );
    await expect(correct(second, FIRST ?? '')).rejects.toMatchObject({ code: 'IDENTIFIER_TAKEN' });
    await join(first, second);
    await correct(second, FIRST ?? '');
    expect(await found(FIRST ?? '')).toEqual([first, second]);
    expect(await found(SECOND ?? '')).toEqual([]);
    await expect(correct(second, THIRD ?? '')).rejects.toMatchObject({ code: 'IDENTIFIER_TAKEN' });
    await correct(second, RIGHT ?? '');
    expect(await found(RIGHT ?? '')).toEqual([first, second]);
    expect(await found(FIRST ?? '')).toEqual([first, second]);
  });
});

async function all(events: AsyncIterable<RecordedEvent>): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for await (const one of events) found.push(one);
  return found;
}
