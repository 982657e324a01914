import {
  decideMeasureList,
  evolveMeasureList,
  initialMeasureList,
  isForEntry,
  measuresInForce,
  type MeasureItem,
  type MeasureList,
  type MeasureListCommand,
  type MeasureListContent,
  type MeasureListState,
} from '#libs/rules';
import { RuleRefusal } from './refusal.js';

const LAW = { title: '《中华人民共和国政府采购法》', level: 'LAW' } as const;
const item = (changes: Partial<MeasureItem> = {}): MeasureItem => ({
  ...{ measureItemId: 'M-1', kind: 'PUNISHMENT', force: 'MANDATORY', category: 'MARKET', text: '限制参加政府采购' },
  ...{ appliesTo: { listKinds: ['BLACK'], persons: false }, implementingUnitTypes: [] },
  ...{ legalBasis: [LAW], effectiveFrom: '2026-01-01' },
  ...changes,
});
const list = (...items: MeasureItem[]): MeasureListContent => ({ title: '清单', source: '基础清单', items });
const draft = (content: MeasureListContent) => ({ type: 'DraftMeasureList', measureListId: 'CITY', content }) as const;
const publish = (effectiveFrom: string) => ({ type: 'PublishMeasureList', effectiveFrom }) as const;

/** The list after these commands, decided on a day. */
class Life {
  state: MeasureListState = initialMeasureList;
  types: string[] = [];

  constructor(private readonly others: readonly MeasureList[] = []) {}

  when(command: MeasureListCommand, today = '2026-09-18'): this {
    const events = decideMeasureList(command, this.state, { today, lists: [...this.others, ...this.state.versions] });
    this.types = events.map(({ type }) => type);
    for (const event of events) this.state = evolveMeasureList(this.state, event);
    return this;
  }

  /** Refused with these codes, the list as it was. */
  refuse(command: MeasureListCommand, ...codes: string[]): void {
    const before = this.state;
    let refusal: unknown;
    try {
      this.when(command);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RuleRefusal);
    const { code, problems } = refusal as RuleRefusal;
    expect(problems.length === 0 ? [code] : problems.map((one) => one.code)).toEqual(codes);
    expect(this.state).toBe(before);
  }
}

describe('a measure list (5.1)', () => {
  it('is drafted, changed as a draft, and published', () => {
    const life = new Life().when(draft(list(item())));
    expect(life.types).toEqual(['MeasureListDrafted']);
    expect(life.when(draft(list(item()))).types).toEqual([]);
    expect(life.when(draft(list(item(), item({ measureItemId: 'M-2' })))).types).toEqual(['MeasureListDraftChanged']);
    expect(life.when(publish('2026-09-18')).types).toEqual(['MeasureListPublished']);
    expect(life.when(publish('2026-09-18')).types).toEqual([]);
    expect(life.state.versions).toMatchObject([{ version: 1, status: 'PUBLISHED', effectiveFrom: '2026-09-18' }]);
  });

  it('is changed by a new version, which tells what differs and ends the one before it', () => {
    const life = new Life().when(draft(list(item(), item({ measureItemId: 'M-2' })))).when(publish('2026-09-01'));
    life.when(draft(list(item({ text: '禁止参加政府采购' }), item({ measureItemId: 'M-3' }))));
    life.refuse(publish('2026-09-17'), 'MEASURE_LIST_RETROACTIVE');
    life.when(publish('2026-10-01'));
    expect(life.types).toEqual(['MeasureListPublished', ...Array.from({ length: 3 }, () => 'MeasureItemChanged')]);
    expect(life.state.versions).toMatchObject([
      { version: 1, status: 'SUPERSEDED', effectiveTo: '2026-09-30' },
      { version: 2, status: 'PUBLISHED', effectiveFrom: '2026-10-01' },
    ]);
    const inForce = (on: string) =>
      measuresInForce(life.state.versions, on).map((one) => [one.measureItemId, one.listVersion]);
    expect(inForce('2026-08-31')).toEqual([]);
    expect(inForce('2026-09-30')).toEqual([
      ['M-1', 1],
      ['M-2', 1],
    ]);
    expect(inForce('2026-10-01')).toEqual([
      ['M-1', 2],
      ['M-3', 2],
    ]);
  });

  it('has items in force in their own time only, and none of a draft', () => {
    const life = new Life().when(draft(list(item({ effectiveTo: '2026-09-30' }), item({ measureItemId: 'M-2' }))));
    expect(measuresInForce(life.state.versions, '2026-09-18')).toEqual([]);
    life.when(publish('2026-09-01'));
    expect(measuresInForce(life.state.versions, '2026-10-01').map((one) => one.measureItemId)).toEqual(['M-2']);
  });

  it('is not published without a draft, nor with anything wrong in it', () => {
    new Life().refuse(publish('2026-09-18'), 'MEASURE_LIST_NO_DRAFT');
    const life = (content: MeasureListContent) => new Life().when(draft(content));
    life(list(item())).refuse(publish('2026-02-30'), 'DATE_INVALID');
    life({ title: ' ', source: '', items: [] }).refuse(
      publish('2026-09-18'),
      ...['MEASURE_LIST_TITLE_MISSING', 'MEASURE_LIST_SOURCE_MISSING', 'MEASURE_ITEMS_MISSING'],
    );
  });

  it.each<[string, Partial<MeasureItem>, readonly string[]]>([
    ['a punishment without basis', { force: 'RECOMMENDED', legalBasis: [] }, ['MEASURE_BASIS_MISSING']],
    [
      'a mandatory measure on a normative document (S1 §16 依法必须)',
      { legalBasis: [{ title: '某通知', level: 'NORMATIVE_DOC' }] },
      ['MEASURE_BASIS_INSUFFICIENT'],
    ],
    ['a punishment in a category of incentives', { category: 'PRIORITY' }, ['MEASURE_CATEGORY_NOT_FIT']],
    [
      'a punishment of red subjects',
      { appliesTo: { listKinds: ['RED'], persons: false } },
      ['MEASURE_LIST_KIND_NOT_FIT'],
    ],
    ['an unknown field', { appliesTo: { listKinds: ['BLACK'], persons: false, fields: ['MAGIC'] } }, ['FIELD_UNKNOWN']],
    ['a blank text', { text: ' ' }, ['MEASURE_TEXT_MISSING']],
    ['a period that ends before it begins', { effectiveTo: '2025-12-31' }, ['MEASURE_PERIOD_INVALID']],
  ])('refuses %s', (_, changes, codes) => {
    new Life().when(draft(list(item(changes)))).refuse(publish('2026-09-18'), ...codes);
  });

  it('names each measure once, in all lists', () => {
    new Life().when(draft(list(item(), item()))).refuse(publish('2026-09-18'), 'MEASURE_ITEM_TWICE');
    const other: MeasureList = { ...list(item()), measureListId: 'OTHER', version: 1, status: 'PUBLISHED' };
    new Life([other]).when(draft(list(item()))).refuse(publish('2026-09-18'), 'MEASURE_ITEM_TWICE');
  });
});

describe('what a measure is for', () => {
  const entry = { listKind: 'BLACK', field: 'PROCUREMENT', subjectType: 'ENTERPRISE' } as const;
  it.each([
    ['every field and kind of subject where it says none', { listKinds: ['BLACK'] }, true],
    ['another list', { listKinds: ['FOCUS'] }, false],
    ['its field', { listKinds: ['BLACK'], fields: ['PROCUREMENT'] }, true],
    ['another field', { listKinds: ['BLACK'], fields: ['LABOUR'] }, false],
    ['another kind of subject', { listKinds: ['BLACK'], subjectTypes: ['NATURAL_PERSON'] }, false],
  ] as const)('%s', (_, scope, fits) => {
    expect(isForEntry({ appliesTo: { ...scope, persons: false } }, entry)).toBe(fits);
  });
});
