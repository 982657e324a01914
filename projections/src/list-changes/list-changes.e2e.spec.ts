import type { RecordedEvent } from '#libs/event-store';
import {
  CHEN,
  CLOCK,
  DossierScript,
  enterprise,
  initialEntry,
  RECEIPT,
  recognized,
  sealed,
  WANG,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { listChanges } from './projector.js';
import { changesAfter, changesBehind, changesOf } from './queries.js';

const KINDS = ['RED', 'BLACK', 'FOCUS'] as const;
const SQL = 'select position, kind, entry_id, entry from read.list_changes order by position';

/** Recognised, published, measures triggered, suspended for an objection. */
function listed(subjectId = 's-x', entryId = 'e-1', from = 1): DossierScript {
  return new DossierScript(subjectId, from)
    .add('SubjectRegistered', enterprise(subjectId, '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry(subjectId, entryId))
    .on('2026-09-18T02:00:00.000Z', WANG)
    .add('EntryRecognized', recognized(subjectId, entryId))
    .add('EntryPublished', {
      ...{ entryId, publicationId: 'pub-1', channels: [{ channelId: 'unit-portal' }] },
      ...{ maskedText: sealed(subjectId, entryId, '甲公司'), maskedContentHash: 'ab'.repeat(32) },
      ...{ maskProfile: 'public-v1', publishedOn: '2026-09-18', publishUntil: '2029-09-18' },
    })
    .add('MeasuresTriggered', {
      ...{ entryId, kind: 'PUNISHMENT', items: ['m-1'], startsSuspended: false, triggeredOn: '2026-09-18' },
    })
    .on('2026-09-29T02:00:00.000Z', CHEN)
    .add('DisputeMarkApplied', { entryId, caseId: 'o-1' })
    .add('MeasuresSuspended', {
      ...{ entryId, scope: 'ALL', ground: 'VERIFICATION', groundRef: 'o-1', kind: 'PUNISHMENT' },
      from: '2026-09-29T02:00:00.000Z',
    });
}

function ended(script: DossierScript, entryId = 'e-1'): DossierScript {
  return script
    .on('2026-10-12T02:00:00.000Z', CHEN)
    .add('DisputeMarkCleared', { entryId, caseId: 'o-1' })
    .add('MeasuresResumed', { entryId, scope: 'ALL', from: '2026-10-12T02:00:00.000Z' })
    .on('2029-09-19T00:00:00.000Z', CLOCK)
    .add('EntryExited', { entryId, exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2029-09-19' })
    .add('MeasuresStopped', { entryId, from: '2029-09-19T00:00:00.000Z' });
}

/** The end of retention, as its own part of the product writes it. */
function erased(events: readonly RecordedEvent[], type: string): readonly RecordedEvent[] {
  const last = events.at(-1);
  if (last === undefined) throw new Error('nothing to erase');
  const position = String(Number(last.position) + 1).padStart(20, '0');
  const eventId = '00000000-0000-4000-8000-000000000001';
  return [
    ...events,
    { ...last, eventId, eventType: type, revision: last.revision + 1n, position, data: { entryId: 'e-1' } },
  ];
}

describe('list-changes', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  const all = () => changesAfter(tables.pool, undefined, KINDS, 100);
  const kinds = async () => (await all()).map(({ kind }) => kind);

  it('tells each change once with the entry as it stands after it, also when delivered twice and one by one', async () => {
    const events = ended(listed()).events();
    const { first, again } = await tables.deliverTwice(listChanges, events, SQL);
    expect(again).toEqual(first);
    expect(await tables.oneByOne(listChanges, events, SQL)).toEqual(first);
    expect(await kinds()).toEqual([
      ...['LISTED', 'CHANGED', 'CHANGED', 'CHANGED', 'SUSPENDED', 'CHANGED', 'RESUMED', 'EXITED'],
    ]);
    const changes = await all();
    expect(changes[0]).toEqual({
      ...{ position: '00000000000000000003', eventId: events[2]?.eventId, recordedAt: '2026-09-18T02:00:00.000Z' },
      ...{ kind: 'LISTED', subjectId: 's-x', entryId: 'e-1', listKind: 'BLACK' },
      entry: {
        ...{ unitId: 'unit-a', standardId: 'BLK-1', standardVersion: 1, state: 'ACTIVE', disputed: false },
        ...{ measureState: 'NOT_TRIGGERED', published: false, validFrom: '2026-09-18', validTo: '2029-09-18' },
      },
    });
    expect(changes[4]?.entry).toMatchObject({ measureState: 'SUSPENDED', disputed: true, published: true });
    expect(changes.at(-1)?.entry).toMatchObject({
      ...{ state: 'EXITED', exitReason: 'VALIDITY_EXPIRED', exitEffectiveOn: '2029-09-19', measureState: 'STOPPED' },
    });
  });

  it('says nothing before the recognition, nothing of a person’s own role, and nothing of a minor (3.14)', async () => {
    const preparing = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .add('DisputeMarkApplied', { entryId: 'e-1', caseId: 'o-1' });
    await tables.deliver(listChanges, preparing.events());
    expect(await all()).toEqual([]);
    const minor = new DossierScript('s-m', 100)
      .add('SubjectRegistered', enterprise('s-m', '乙', '91640100MA00TE5T1D'))
      .add('InitialEntryGenerated', { ...initialEntry('s-m', 'e-m'), minor: true })
      .add('EntryRecognized', recognized('s-m', 'e-m'));
    await tables.deliver(listChanges, minor.events());
    expect(await all()).toEqual([]);
    const person = listed().add('DisputeMarkApplied', { entryId: 'e-1', caseId: 'o-9', personRef: 'p-9' });
    await tables.empty();
    await tables.deliver(listChanges, person.events());
    expect(await kinds()).toHaveLength(5);
  });

  it('tells a correction although the lists show nothing of it, and lists a reinstated entry again (I2)', async () => {
    const script = ended(listed())
      .add('EntryReinstated', {
        ...{ entryId: 'e-1', because: 'FALSE_REPAIR', causeEntryId: 'e-0', remainingValidTo: '2030-01-01' },
        ...{ reinstatedOn: '2029-09-20', reasons: sealed('s-x', 'e-1', '虚假'), receipt: RECEIPT },
        ...{ drafter: CHEN, approver: WANG, proposalId: 'pr-1', decisionNo: '1' },
      } as never)
      .add('EntryCorrected', {
        ...{ entryId: 'e-1', changes: [], reason: sealed('s-x', 'e-1', '笔误'), correctedOn: '2029-09-21' },
        correctedBy: CHEN,
      });
    await tables.deliver(listChanges, script.events());
    const changes = (await all()).slice(-2);
    expect(changes.map(({ kind }) => kind)).toEqual(['LISTED', 'CHANGED']);
    expect(changes[0]?.entry).toMatchObject({ state: 'ACTIVE', validTo: '2030-01-01', published: false });
    expect(changes[0]?.entry).not.toHaveProperty('exitReason');
    expect(changes[1]?.entry).toEqual(changes[0]?.entry);
  });

  it.each(['RetentionExpired', 'PersonalDataErased'])(
    'puts a tombstone in the place of everything that was said, at %s',
    async (type) => {
      // What follows the end of retention in the dossier takes nothing away from the tombstone.
      const end = erased(ended(listed()).events(), type);
      const events = erased(end, 'DecisionProposed');
      const other = listed('s-y', 'e-2', 100).events();
      const { first, again } = await tables.deliverTwice(listChanges, [...events, ...other], SQL);
      expect(again).toEqual(first);
      const [tombstone, ...rest] = await all();
      const { eventId = '', position = '', metadata } = end.at(-1) ?? {};
      expect(tombstone).toEqual({
        ...{ position, eventId, recordedAt: metadata?.['recordedAt'], kind: 'ERASED' },
        ...{ subjectId: 's-x', entryId: 'e-1', listKind: 'BLACK' },
      });
      expect(new Set(rest.map(({ entryId }) => entryId))).toEqual(new Set(['e-2']));
      // Somebody whose last change is gone goes on after its place.
      const place = { position: events[3]?.position ?? '', eventId: events[3]?.eventId ?? '' };
      expect((await changesAfter(tables.pool, place, KINDS, 100))[0]).toEqual(tombstone);
      expect(await changesOf(tables.pool, [place.eventId, eventId])).toEqual([tombstone]);
      expect(await tables.oneByOne(listChanges, [...events, ...other], SQL)).toEqual(first);
    },
  );

  it('goes by the event where its position is another one, as after a move of the log', async () => {
    await tables.deliver(listChanges, listed().events());
    const [first, second] = await all();
    const place = { position: '99999999999999999999', eventId: first?.eventId ?? '' };
    expect((await changesAfter(tables.pool, place, KINDS, 100))[0]).toEqual(second);
    expect(await changesAfter(tables.pool, { ...place, eventId: 'unknown' }, KINDS, 100)).toEqual([]);
    expect(await changesBehind(tables.pool, place, KINDS)).toEqual({ changes: 4, since: second?.recordedAt });
    expect(await changesBehind(tables.pool, place, ['RED'])).toEqual({ changes: 0, since: undefined });
  });
});
