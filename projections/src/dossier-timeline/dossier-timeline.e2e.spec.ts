import {
  DossierScript,
  LI,
  RECEIPT,
  WANG,
  enterprise,
  initialEntry,
  recognized,
  sealed,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { dossierTimeline } from './projector.js';
import { timeline, type TimelineKey } from './queries.js';

const script = (): DossierScript =>
  new DossierScript('s-x')
    .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .on('2026-09-17T01:00:00.000Z', LI)
    .add('DecisionProposed', {
      ...{ entryId: 'e-1', proposalId: 'p-1', decisionKind: 'RECOGNITION', drafter: LI },
      content: {
        kind: 'RECOGNITION',
        terms: { validity: { value: 3, unit: 'YEAR' } },
        reasons: sealed('s-x', 'e-1', '情节严重'),
      },
    })
    .on('2026-09-18T01:00:00.000Z', WANG)
    .add('EntryRecognized', recognized('s-x', 'e-1'))
    .add('DeadlineSet', {
      ...{ deadlineId: 'd-1', entryId: 'e-1', key: 'platform.report', ownerRef: 'e-1', startOn: '2026-09-18' },
      ...{
        dueOn: '2026-09-24',
        calendarVersion: 'cn-1',
        provisional: false,
        ruleFrom: 'SEED-S1@1',
        legalSource: 'S1 §3',
      },
    });

const ROWS = `select revision, event_type, entry_id, internal, hidden_actor, unit_id, actor->>'userId' as actor,
  receipt->>'standardId' as receipt, deadline->>'dueOn' as due, texts from read.dossier_timeline order by revision`;
const none = { internal: false, hidden_actor: false, unit_id: 'unit-a', receipt: null, due: null };
const EXPECTED = [
  {
    ...{ revision: 0, event_type: 'SubjectRegistered', entry_id: null, ...none, actor: 'li' },
    texts: [
      { en: 'Name', zh: '名称', text: '甲公司', what: 'NAME' },
      { en: 'unified social credit code', zh: '统一社会信用代码', text: '91640100MA00TE5T0A', what: 'IDENTIFIER' },
    ],
  },
  {
    ...{ revision: 1, event_type: 'InitialEntryGenerated', entry_id: 'e-1', ...none, actor: 'li' },
    texts: [{ en: 'Facts', zh: '事实', text: sealed('s-x', 'e-1', '销售不合格产品') }],
  },
  {
    ...{ revision: 2, event_type: 'DecisionProposed', entry_id: 'e-1', ...none, internal: true, actor: 'li' },
    texts: [{ en: 'Reasons', zh: '理由', text: sealed('s-x', 'e-1', '情节严重') }],
  },
  {
    ...{ revision: 3, event_type: 'EntryRecognized', entry_id: 'e-1', ...none, actor: 'wang', receipt: 'BLK-1' },
    texts: [{ en: 'Reasons', zh: '理由', text: sealed('s-x', 'e-1', '情节严重') }],
  },
  { revision: 4, event_type: 'DeadlineSet', entry_id: 'e-1', ...none, actor: 'wang', due: '2026-09-24', texts: [] },
];

describe('dossier-timeline', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  it('holds one row an event with its texts sealed, also when delivered twice and one by one', async () => {
    const events = script().events();
    const { first, again } = await tables.deliverTwice(dossierTimeline, events, ROWS);
    expect(first).toEqual(EXPECTED);
    expect(again).toEqual(EXPECTED);
    expect(await tables.oneByOne(dossierTimeline, events, ROWS)).toEqual(EXPECTED);
  });

  it('loses the texts of erased entries, several in one batch, and no other', async () => {
    const erased = (entryId: string) => ({
      ...{ entryId, proposalId: `p-${entryId}`, drafter: LI, approver: WANG, erasedOn: '2031-09-19' },
      ...{
        keys: [{ about: 's-x', scope: entryId }],
        removedRefs: [],
        retentionClass: 'GENERAL' as const,
        receipt: RECEIPT,
      },
      legalBasis: { title: '个人信息保护法', level: 'LAW' as const },
    });
    const events = script()
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-2'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-3'))
      .add('PersonalDataErased', erased('e-1'))
      .add('PersonalDataErased', erased('e-3'))
      .events();
    const texts = `select revision, texts #> '{0,text}' as text from read.dossier_timeline
      where texts::text <> '[]' order by revision`;
    const gone = { $erased: true };
    const expected = [
      { revision: 0, text: '甲公司' },
      ...[1, 2, 3].map((revision) => ({ revision, text: gone })),
      { revision: 5, text: sealed('s-x', 'e-2', '销售不合格产品') },
      { revision: 6, text: gone },
    ];
    const { first, again } = await tables.deliverTwice(dossierTimeline, events, texts);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(dossierTimeline, events, texts)).toEqual(expected);
  });

  it('pages in the order of recording, without drafts where they are left out, and as of an instant', async () => {
    await tables.deliver(dossierTimeline, script().events());
    const types = async (filter: object): Promise<readonly string[]> => {
      const seen: string[] = [];
      let next: TimelineKey | undefined;
      do {
        const page = await timeline(tables.pool, { subjectIds: ['s-x'], ...filter }, 2, next);
        seen.push(...page.items.map((row) => row.eventType));
        next = page.next;
      } while (next);
      return seen;
    };
    const all = ['SubjectRegistered', 'InitialEntryGenerated', 'DecisionProposed', 'EntryRecognized', 'DeadlineSet'];
    expect(await types({})).toEqual(all);
    expect(await types({ withoutInternal: true })).toEqual(all.filter((type) => type !== 'DecisionProposed'));
    expect(await types({ asOf: '2026-09-17T23:59:59.999Z' })).toEqual(all.slice(0, 3));
    expect(await types({ entryIds: [] })).toEqual(['SubjectRegistered']);
    expect(await types({ entryId: 'e-2' })).toEqual([]);
  });
});
