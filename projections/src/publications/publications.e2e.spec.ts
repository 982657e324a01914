import {
  DossierScript,
  CLOCK,
  initialEntry,
  LI,
  RECEIPT,
  recognized,
  sealed,
  WANG,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { publications } from './projector.js';
import { publicPublications, publicationsOf } from './queries.js';

const text = (words: string): ReturnType<typeof sealed> => sealed('s-x', 'e-1', words);

const published = (): DossierScript =>
  new DossierScript('s-x')
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .add('PublicityStarted', {
      ...{ entryId: 'e-1', publicityId: 'py-1', channels: [{ channelId: 'unit-portal' }], startsOn: '2026-09-08' },
      ...{
        endsOn: '2026-09-17',
        objectionContact: '0871-1',
        maskedText: text('初步名单'),
        maskedContentHash: '11'.repeat(32),
      },
    })
    .add('PublicityEnded', { entryId: 'e-1', publicityId: 'py-1', outcome: 'NO_OBJECTION', endedOn: '2026-09-17' })
    .add('EntryRecognized', recognized('s-x', 'e-1'))
    .add('EntryPublished', {
      ...{ entryId: 'e-1', publicationId: 'pub-1', maskProfile: 'public-v1', publishedOn: '2026-09-18' },
      ...{ channels: [{ channelId: 'unit-portal' }, { channelId: 'credit-x', url: 'https://credit.example/1' }] },
      ...{ publishUntil: '2029-09-18', maskedText: text('甲公司'), maskedContentHash: '22'.repeat(32) },
    });

const left = (): DossierScript =>
  published()
    .on('2026-10-12T02:00:00.000Z', CLOCK)
    .add('EntryExited', { entryId: 'e-1', exitReason: 'WRONGLY_LISTED', effectiveOn: '2026-10-12' })
    .add('ExitAnnounced', {
      ...{
        entryId: 'e-1',
        to: 'CHANNELS',
        channels: ['unit-portal'],
        missing: ['credit-x'],
        announcedOn: '2026-10-12',
      },
      ...{ originalPublicationId: 'pub-1', text: text('退出公告') },
    })
    .add('EntryTakenDown', { entryId: 'e-1', channels: ['unit-portal'], takenDownOn: '2026-10-12' })
    .add('ReputationRestorationNoticePublished', {
      ...{ entryId: 'e-1', channels: ['unit-portal'], text: text('恢复信誉'), publishedOn: '2026-10-13' },
    });

const ROWS = `select publication_id, kind, ordinal, channels, shown_from::text, shown_until::text, ended_on::text, ended_because,
  exit_announced_on::text, exit_channels, missing_channels, taken_down_on::text, restored_on::text, restoration_channels
  from read.publications order by ordinal`;

const EXPECTED = [
  {
    ...{ publication_id: 'py-1', kind: 'PUBLICITY', ordinal: 1, channels: [{ channelId: 'unit-portal' }] },
    ...{ shown_from: '2026-09-08', shown_until: '2026-09-17', ended_on: '2026-09-17', ended_because: 'PERIOD_OVER' },
    ...{ exit_announced_on: null, exit_channels: [], missing_channels: [], taken_down_on: '2026-10-12' },
    ...{ restored_on: null, restoration_channels: [] },
  },
  {
    ...{ publication_id: 'pub-1', kind: 'PUBLICATION', ordinal: 2 },
    channels: [{ channelId: 'unit-portal' }, { url: 'https://credit.example/1', channelId: 'credit-x' }],
    ...{ shown_from: '2026-09-18', shown_until: '2029-09-18', ended_on: '2026-10-12', ended_because: 'WRONGLY_LISTED' },
    ...{ exit_announced_on: '2026-10-12', exit_channels: ['unit-portal'], missing_channels: ['credit-x'] },
    ...{ taken_down_on: '2026-10-12', restored_on: '2026-10-13', restoration_channels: ['unit-portal'] },
  },
];

describe('publications', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  it('keeps what was shown where with its end, also when delivered twice and one by one (3.12, C1)', async () => {
    const events = left().events();
    const { first, again } = await tables.deliverTwice(publications, events, ROWS);
    expect(first).toEqual(EXPECTED);
    expect(again).toEqual(EXPECTED);
    expect(await tables.oneByOne(publications, events, ROWS)).toEqual(EXPECTED);
  });

  it('shows the public what the day allows: publicity, publication, and its end by date (D15)', async () => {
    await tables.deliver(publications, published().events());
    const shown = async (today: string): Promise<readonly string[]> =>
      (await publicPublications(tables.pool, { today, noticeDays: 30 }, 10)).items.map((one) => one.publicationId);
    expect(await shown('2026-09-07')).toEqual([]);
    expect(await shown('2026-09-08')).toEqual(['py-1']);
    expect(await shown('2026-09-18')).toEqual(['pub-1']);
    expect(await shown('2029-09-18')).toEqual(['pub-1']);
    expect(await shown('2029-09-19')).toEqual([]);
  });

  it('shows exit and restoration notices for the days given, then nothing', async () => {
    await tables.deliver(publications, left().events());
    const shown = async (today: string): Promise<readonly unknown[]> =>
      (await publicPublications(tables.pool, { today, noticeDays: 30 }, 10)).items.map(
        ({ publicationId, current, restoredOn }) => ({
          ...{ publicationId, current, restoredOn },
        }),
      );
    const notice = [{ publicationId: 'pub-1', current: false, restoredOn: '2026-10-13' }];
    expect(await shown('2026-10-14')).toEqual(notice);
    expect(await shown('2026-11-11')).toEqual(notice);
    expect(await shown('2026-11-12')).toEqual([]);
  });

  it('replaces a publication by the corrected one of the same day and keeps both', async () => {
    const corrected = published().add('EntryPublished', {
      ...{ entryId: 'e-1', publicationId: 'a-pub-2', maskProfile: 'public-v1', publishedOn: '2026-09-18' },
      ...{ channels: [{ channelId: 'unit-portal' }], publishUntil: '2029-09-18' },
      ...{ maskedText: text('甲公司（更正）'), maskedContentHash: '33'.repeat(32) },
    });
    await tables.deliver(publications, corrected.events());
    const { items } = await publicationsOf(
      tables.pool,
      { today: '2026-09-18', entryId: 'e-1', kind: 'PUBLICATION' },
      10,
    );
    expect(items.map(({ publicationId, current, endedBecause }) => ({ publicationId, current, endedBecause }))).toEqual(
      [
        { publicationId: 'a-pub-2', current: true, endedBecause: null },
        { publicationId: 'pub-1', current: false, endedBecause: 'REPLACED' },
      ],
    );
  });

  it('lists what left without an announcement on every channel (C1)', async () => {
    await tables.deliver(publications, left().events());
    const { items } = await publicationsOf(tables.pool, { today: '2026-10-14', missingOnly: true }, 10);
    expect(items.map(({ publicationId, missingChannels }) => ({ publicationId, missingChannels }))).toEqual([
      { publicationId: 'pub-1', missingChannels: ['credit-x'] },
    ]);
  });

  it('tells nothing after the retention, by the day itself, and drops the texts that were erased (3.14, D15)', async () => {
    const retention = { deadlineId: 'retention.disclosure/e-1', entryId: 'e-1', ownerRef: 'e-1' };
    const end = left().add('DeadlineSet', {
      ...{ ...retention, key: 'retention.disclosure', startOn: '2026-10-12', dueOn: '2026-11-30', provisional: false },
      ...{ calendarVersion: 'cn-1', ruleFrom: 'DEFAULT@1', legalSource: '山东 38' },
    });
    await tables.deliver(publications, end.events());
    const told = async (today: string): Promise<number> =>
      (await publicationsOf(tables.pool, { today, entryId: 'e-1' }, 10)).items.length;
    expect([await told('2026-11-30'), await told('2026-12-01')]).toEqual([2, 0]);
    end.add('PersonalDataErased', {
      ...{ entryId: 'e-1', keys: [{ about: 's-x', scope: 'e-1' }], removedRefs: [], retentionClass: 'GENERAL' },
      ...{ legalBasis: { title: '个人信息保护法', level: 'LAW' }, erasedOn: '2026-12-02', receipt: RECEIPT },
      ...{ proposalId: 'p-9', drafter: LI, approver: WANG },
    });
    await tables.deliver(publications, end.events());
    const { rows } = await tables.pool.query<{ shown_text: unknown }>('select shown_text from read.publications');
    expect(rows.map((row) => row.shown_text)).toEqual([{ $erased: true }, { $erased: true }]);
  });
});
