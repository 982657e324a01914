import {
  decideMaskProfile,
  evolveMaskProfile,
  initialMaskProfile,
  maskProfileInForce,
  maskProfileOf,
  maskProfileRef,
  shippedMaskProfile,
  SHIPPED_MASK_PROFILE,
  type MaskProfileCommand,
  type MaskProfileContent,
  type MaskProfileState,
  type MaskRow,
} from '#libs/rules';
import { RuleRefusal } from './refusal.js';

const { rows } = SHIPPED_MASK_PROFILE;
const withRow = (field: MaskRow['field'], changes: Partial<MaskRow>): MaskProfileContent => ({
  ...SHIPPED_MASK_PROFILE,
  rows: rows.map((row) => (row.field === field && row.reader === 'PUBLIC' ? { ...row, ...changes } : row)),
});
const STRICTER = withRow('CITIZEN_ID', { head: 0, tail: 4 });
const draft = (content: MaskProfileContent, by = 'office') =>
  ({ type: 'DraftMaskProfile', maskProfileId: 'SPEC-6.4', content, by }) as const;
const publish = (effectiveFrom: string, by = 'reviewer') =>
  ({ type: 'PublishMaskProfile', effectiveFrom, by }) as const;

class Life {
  types: string[] = [];

  constructor(public state: MaskProfileState = initialMaskProfile) {}

  static shipped(): Life {
    return new Life(shippedMaskProfile('2026-09-01', 'system').reduce(evolveMaskProfile, initialMaskProfile));
  }

  when(command: MaskProfileCommand, today = '2026-09-18'): this {
    const events = decideMaskProfile(command, this.state, { today });
    this.types = events.map(({ type }) => type);
    this.state = events.reduce(evolveMaskProfile, this.state);
    return this;
  }

  /** Refused with these codes, the profile as it was. */
  refuse(command: MaskProfileCommand, ...codes: string[]): void {
    const before = this.state;
    let refusal: unknown;
    try {
      this.when(command);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RuleRefusal);
    const { code, problems } = refusal as RuleRefusal;
    expect(problems.length === 0 ? [code] : [...new Set(problems.map((one) => one.code))]).toEqual(codes);
    expect(this.state).toBe(before);
  }
}

describe('mask profiles (6.4)', () => {
  it('as shipped are in force, and say of each field once what each reader sees', () => {
    const { versions } = Life.shipped().state;
    expect(versions).toMatchObject([{ version: 1, status: 'PUBLISHED', ...SHIPPED_MASK_PROFILE }]);
    expect(maskProfileInForce(versions, '2016-01-01')?.version).toBe(1);
    expect(maskProfileInForce(versions, '2015-12-31')).toBeUndefined();
  });

  it('are drafted by one and signed off by another, and the version before ends the day before', () => {
    const life = Life.shipped().when(draft(SHIPPED_MASK_PROFILE));
    expect(life.types).toEqual(['MaskProfileDrafted']);
    expect(life.when(draft(STRICTER, 'second')).types).toEqual(['MaskProfileDraftChanged']);
    expect(life.when(draft(STRICTER)).types).toEqual([]);
    life.refuse(publish('2026-10-01', 'office'), 'MASK_PROFILE_SECOND_PERSON');
    life.refuse(publish('2026-10-01', 'second'), 'MASK_PROFILE_SECOND_PERSON');
    expect(life.when(publish('2026-10-01')).types).toEqual(['MaskProfilePublished']);
    expect(life.when(publish('2026-10-01')).types).toEqual([]);
    const { versions } = life.state;
    expect(maskProfileInForce(versions, '2026-09-30')?.version).toBe(1);
    expect(maskProfileInForce(versions, '2026-10-01')?.version).toBe(2);
    expect(versions[0]).toMatchObject({ status: 'SUPERSEDED', effectiveTo: '2026-09-30' });
    expect(versions.map(maskProfileRef)).toEqual(['SPEC-6.4@1', 'SPEC-6.4@2']);
    expect(maskProfileOf(versions, 'SPEC-6.4@1')).toMatchObject({ rows });
  });

  it('never reach back, and are not published without a draft', () => {
    const life = Life.shipped();
    life.refuse(publish('2026-10-01'), 'MASK_PROFILE_NO_DRAFT');
    life.when(draft(STRICTER));
    life.refuse(publish('2026-09-17'), 'MASK_PROFILE_RETROACTIVE');
    life.refuse(publish('2026-02-30'), 'DATE_INVALID');
    expect(maskProfileOf(life.state.versions, 'SPEC-6.4@2')).toBeUndefined();
  });

  it.each<[string, MaskProfileContent]>([
    ['MASK_PROFILE_TITLE_MISSING', { ...STRICTER, title: ' ' }],
    ['MASK_PROFILE_SOURCE_MISSING', { ...STRICTER, legalSource: '' }],
    ['MASK_ROW_NOT_ONCE', { ...STRICTER, rows: rows.slice(1) }],
    ['MASK_ROW_NOT_ONCE', { ...STRICTER, rows: [...rows, ...rows.slice(0, 1)] }],
    ['MASK_NOT_FIT', withRow('USCC', { mask: 'HIDDEN' })],
    ['MASK_NOT_FIT', withRow('AMOUNT', { mask: 'RANGE', head: 1, tail: 1 })],
    ['MASK_TOO_OPEN', withRow('PERSON_NAME', { mask: 'FULL' })],
    ['MASK_TOO_OPEN', withRow('CITIZEN_ID', { head: 6, tail: 4 })],
    ['MASK_TOO_OPEN', withRow('FACTS', { mask: 'FULL' })],
  ])('are refused, %s, and the draft stays', (code, content) => {
    Life.shipped().when(draft(content)).refuse(publish('2026-10-01'), code);
  });
});
