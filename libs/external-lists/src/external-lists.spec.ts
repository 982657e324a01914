import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf, chunkCount, chunkOf } from './changes.js';
import type { ExternalListCommand } from './commands.js';
import { maskIdentifierAsOwner, maskNameAsOwner } from './owner-mask.js';
import { EXTERNAL_LIST_POLICY } from './policy.js';
import { EXTERNAL_LIST_REFUSALS, ExternalListRefusal, type ExternalListRefusalCode } from './refusals.js';
import { readDelivery } from './rows.js';
import {
  ASSOCIATION,
  delivery,
  ENTRY,
  Given,
  HANDLER,
  LIST,
  MIRROR,
  OFFICER,
  official,
  OPERATOR,
  REFERENCE,
  SUBJECT,
  SYSTEM,
  TERMS,
} from './testing/given.js';
import { compareVersions } from './versions.js';

const finish: ExternalListCommand = { type: 'FinishDelivery', data: { deliveryId: 'd-1' } };
const release = (deliveryId: string): ExternalListCommand => ({
  type: 'ReleaseDelivery',
  data: { deliveryId, reason: '已核实' },
});
const discard = (deliveryId: string): ExternalListCommand => ({
  type: 'DiscardDelivery',
  data: { deliveryId, reason: '错误' },
});
const objection: ExternalListCommand = {
  type: 'ForwardObjection',
  data: { entryId: 'entry-1', objectorRef: 'subject-1', text: '已履行', contact: '138' },
};
const outcome = (
  forwardingId: string,
  result: 'REMOVED' | 'MAINTAINED' = 'MAINTAINED',
  decidedOn = '2026-10-08',
): ExternalListCommand => ({
  type: 'RecordOwnerOutcome',
  data: { forwardingId, outcome: result, docNo: '执异3号', decidedOn },
});
const close: ExternalListCommand = { type: 'CloseExternalList', data: { reason: '停办' } };

describe('a list of somebody else (1.1 MirroredList, ReferenceList)', () => {
  const register: ExternalListCommand = { type: 'RegisterMirroredList', data: MIRROR };

  it('is registered with owner, kind, source, bounds and mask; its contact is personal', () => {
    const of = Given.nothing().when(register, OPERATOR).expect('ExternalListRegistered');
    expect(of('ExternalListRegistered')).toMatchObject({
      ...{ listId: LIST, origin: 'EXTERNAL_MIRROR', owner: { name: '法院' }, bounds: TERMS.bounds },
      contact: { $personal: { about: LIST, value: '执行局' } },
    });
    Given.mirror().when(register, OPERATOR).expect();
  });

  it('is kept by the platform and the office; a social organisation keeps its own reference lists', () => {
    const reference: ExternalListCommand = { type: 'RegisterReferenceList', data: REFERENCE };
    Given.nothing().when(reference, ASSOCIATION).expect('ExternalListRegistered');
    Given.nothing().when(reference, OFFICER).expect('ExternalListRegistered');
    Given.nothing()
      .when(reference, official('x', 'SOCIAL_ORGANISATION', 'unit-z'))
      .refuse('NOT_YOUR_LIST');
    Given.nothing().when(register, ASSOCIATION).refuse('EXTERNAL_ACT_NOT_ALLOWED');
    Given.mirror().when(close, ASSOCIATION).refuse('NOT_YOUR_LIST');
    const stranger = { ...REFERENCE, owner: { name: '协会', unitId: 'nobody' } };
    Given.nothing().when({ type: 'RegisterReferenceList', data: stranger }, OFFICER).refuse('OWNER_UNIT_UNKNOWN');
    for (const [type, roles] of Object.entries(EXTERNAL_LIST_POLICY)) {
      if (!roles.includes('DISPUTE_HANDLER'))
        Given.mirror()
          .when({ type, data: {} } as unknown as ExternalListCommand, HANDLER)
          .refuse('EXTERNAL_ACT_NOT_ALLOWED');
    }
  });

  it('changes its terms, within bounds that can be met, and is closed for good', () => {
    const terms = { ...TERMS, bounds: { ...TERMS.bounds, minRows: 11 } };
    Given.mirror().when({ type: 'ChangeExternalListTerms', data: terms }, OPERATOR).refuse('LIST_BOUNDS_INVALID');
    const { answerWithinDays: _none, ...shorter } = TERMS;
    Given.mirror()
      .when({ type: 'ChangeExternalListTerms', data: shorter }, OPERATOR)
      .expect('ExternalListTermsChanged');
    Given.mirror().when(close, OFFICER).expect('ExternalListClosed');
    const closed = Given.mirror().and(close, OFFICER);
    closed.when(close, OFFICER).expect();
    closed.when(delivery(1), OPERATOR).refuse('EXTERNAL_LIST_CLOSED');
    Given.nothing().when(close, OFFICER).refuse('EXTERNAL_LIST_UNKNOWN');
  });
});

describe('a delivery (3.8)', () => {
  it('counts at once within its bounds, and stands when all of it is written', () => {
    const of = Given.mirror().when(delivery(1), SYSTEM).expect('ListDeliveryAccepted');
    expect(of('ListDeliveryAccepted')).toMatchObject({ sequence: 1, version: '2026-10-1', chunks: 1 });
    const applying = Given.mirror().and(delivery(1), OPERATOR);
    applying.when(finish, OPERATOR).refuse('DELIVERY_INCOMPLETE');
    applying.when(finish, OPERATOR, { chunksWritten: 1 }).expect('ListDeliveryApplied');
    Given.standing().when(finish, OPERATOR).expect();
  });

  it('changes nothing when it comes twice, applied, held or thrown away', () => {
    Given.standing().when(delivery(1), OPERATOR).expect();
    const broken = Given.standing().and(delivery(2, { twice: 1 }), OPERATOR);
    broken.when(delivery(2, { twice: 1 }), OPERATOR).expect();
    broken
      .and(discard('d-2'), OFFICER)
      .when(delivery(2, { twice: 1 }), OPERATOR)
      .expect();
  });

  it('is refused when older, or other under the same version, and while another is written', () => {
    Given.standing()
      .when(delivery(3, {}, '2026-9-30'), OPERATOR)
      .refuse('VERSION_OLDER');
    Given.standing()
      .when(delivery(3, {}, '2026-10-1'), OPERATOR)
      .refuse('VERSION_TAKEN');
    Given.standing().and(delivery(2), OPERATOR).when(delivery(3), OPERATOR).refuse('DELIVERY_UNDER_WAY');
  });

  it.each([
    ['UNREADABLE', { broken: 'UNREADABLE' }],
    ['COLUMNS_WRONG', { broken: 'COLUMNS_WRONG' }],
    ['DIGEST_MISMATCH', { digestMatches: false }],
    ['ENTRY_TWICE', { twice: 1 }],
  ] as const)('that is broken (%s) is held, and cannot be released', (code, changes) => {
    const of = Given.standing().when(delivery(2, changes), OPERATOR).expect('ListDeliveryHeld');
    expect(of('ListDeliveryHeld').findings.map((one) => one.code)).toEqual([code]);
    const held = Given.standing().and(delivery(2, changes), OPERATOR);
    held.when(release('d-2'), OFFICER).refuse('DELIVERY_NOT_RELEASABLE');
    held.when(discard('d-2'), OFFICER).expect('ListDeliveryDiscarded');
  });

  it('without a digest is held and cannot be released', () => {
    const { figures: given, ...data } = (delivery(2) as Extract<ExternalListCommand, { type: 'JudgeDelivery' }>).data;
    const { digestMatches: _none, ...figures } = given;
    const bare: ExternalListCommand = { type: 'JudgeDelivery', data: { ...data, figures } };
    const of = Given.standing().when(bare, SYSTEM).expect('ListDeliveryHeld');
    expect(of('ListDeliveryHeld').findings).toEqual([{ code: 'DIGEST_MISSING' }]);
    Given.standing().and(bare, SYSTEM).when(release('d-2'), OFFICER).refuse('DELIVERY_NOT_RELEASABLE');
  });

  it.each([
    [{ code: 'TOO_FEW_ROWS', count: 1, of: 2 }, { counts: { rows: 1 } }],
    [{ code: 'TOO_MANY_ROWS', count: 11, of: 10 }, { counts: { rows: 11 } }],
    [
      { code: 'UNUSUAL_REMOVAL', count: 3, of: 4 },
      { standing: 4, counts: { removed: 3 } },
    ],
    [{ code: 'INVALID_ROWS', count: 2, of: 4 }, { counts: { invalid: 2 } }],
    [{ code: 'REMOVED_RETURNS', count: 1 }, { returning: 1 }],
  ] as const)('outside its bounds (%o) is held until a second person releases it', (finding, changes) => {
    const of = Given.standing().when(delivery(2, changes), OPERATOR).expect('ListDeliveryHeld');
    expect(of('ListDeliveryHeld').findings).toEqual([finding]);
    const held = Given.standing().and(delivery(2, changes), OPERATOR);
    held.when(release('d-2'), OPERATOR).refuse('DELIVERY_SECOND_PERSON');
    held.when(discard('d-2'), OPERATOR).refuse('DELIVERY_SECOND_PERSON');
    const released = held.when(release('d-2'), OFFICER).expect('ListDeliveryReleased', 'ListDeliveryAccepted');
    expect(released('ListDeliveryReleased')).toMatchObject({ releasedBy: { userId: 'officer' } });
    expect(released('ListDeliveryAccepted')).toMatchObject({ sequence: 2, deliveredBy: { userId: 'operator' } });
  });

  it('at its bounds counts', () => {
    const atBounds = { standing: 4, counts: { rows: 4, removed: 2, invalid: 1 } };
    Given.standing().when(delivery(2, atBounds), OPERATOR).expect('ListDeliveryAccepted');
  });

  it('that is newer takes the place of one that is held', () => {
    const held = Given.standing().and(delivery(2, { twice: 1 }), OPERATOR);
    const of = held.when(delivery(3), OPERATOR).expect('ListDeliverySuperseded', 'ListDeliveryAccepted');
    expect(of('ListDeliverySuperseded')).toEqual({ listId: LIST, deliveryId: 'd-2', byDeliveryId: 'd-3' });
    const next = held.and(delivery(3), OPERATOR);
    next.when(release('d-2'), OFFICER).refuse('DELIVERY_NOT_HELD');
    Given.standing().when(discard('d-1'), OFFICER).refuse('DELIVERY_NOT_HELD');
  });
});

describe('an objection to a mirrored entry (3.8)', () => {
  const forwarded = Given.standing().and(objection, SUBJECT, { entry: ENTRY });
  // The id of what the third act on the list creates.
  const ID = 'forwarding-3';

  it('is forwarded to the owner, with the day on which an answer is expected', () => {
    const of = Given.standing().when(objection, SUBJECT, { entry: ENTRY }).expect('ObjectionForwarded');
    expect(of('ObjectionForwarded')).toMatchObject({
      ...{ ...ENTRY, owner: '法院', filedOn: '2026-10-08', answerExpectedOn: '2026-10-23' },
      text: { $personal: { about: 'subject-1', scope: 'entry-1', value: '已履行' } },
    });
  });

  it('is the subject’s own, about an entry that stands, once at a time, and to a mirror', () => {
    const standing = Given.standing();
    standing.when(objection, SUBJECT).refuse('MIRRORED_ENTRY_UNKNOWN');
    standing.when(objection, { ...SUBJECT, subjectId: 'other' }, { entry: ENTRY }).refuse('OBJECTION_NOT_OWN');
    forwarded.when(objection, HANDLER, { entry: ENTRY }).refuse('OBJECTION_ALREADY_FORWARDED');
    Given.reference().when(objection, HANDLER, { entry: ENTRY }).refuse('REFERENCE_NOT_FORWARDED');
  });

  it('ends with the outcome of the owner, and with nothing else', () => {
    const of = forwarded.when(outcome(ID), HANDLER).expect('OwnerOutcomeRecorded');
    expect(of('OwnerOutcomeRecorded')).toMatchObject({ entryId: 'entry-1', outcome: 'MAINTAINED' });
    const decided = forwarded.and(outcome(ID), HANDLER);
    decided.when(outcome(ID), OFFICER).refuse('OUTCOME_ALREADY_RECORDED');
    decided.when(objection, SUBJECT, { entry: ENTRY }).expect('ObjectionForwarded');
    forwarded.when(outcome('other'), HANDLER).refuse('FORWARDING_UNKNOWN');
    forwarded.when(outcome(ID, 'REMOVED', '2026-10-09'), HANDLER).refuse('OUTCOME_DATE');
    forwarded.when(outcome(ID, 'REMOVED', '2026-10-07'), HANDLER).refuse('OUTCOME_DATE');
    forwarded.and(delivery(2), OPERATOR).when(outcome(ID), HANDLER).refuse('DELIVERY_UNDER_WAY');
  });
});

describe('deliveries compared', () => {
  const row = (ref: string, fingerprint: string) => ({ ref, fingerprint });
  const standing = new Map([
    ['a', { entryId: 'e-a', fingerprint: '1' }],
    ['b', { entryId: 'e-b', fingerprint: '1' }],
    ['c', { entryId: 'e-c', fingerprint: '1' }],
  ]);

  it('tell added, changed, removed and unchanged apart, and what stands twice', () => {
    const found = changesOf(standing, [row('a', '1'), row('b', '2'), row('d', '1'), row('d', '2')]);
    expect(found).toMatchObject({ added: [row('d', '1')], changed: [row('b', '2')], removed: ['c'] });
    expect([found.unchanged, found.twice]).toEqual([1, 1]);
  });

  it('come in parts that are all of it, whatever the size', () => {
    const found = changesOf(standing, [row('b', '2'), row('d', '1'), row('e', '1')]);
    for (const size of [1, 2, 3, 10]) {
      const parts = Array.from({ length: chunkCount(found, size) }, (_, n) => chunkOf(found, n + 1, size));
      expect(parts.flatMap(({ added }) => added)).toEqual(found.added);
      expect(parts.flatMap(({ changed }) => changed)).toEqual(found.changed);
      expect(parts.flatMap(({ removed }) => removed)).toEqual(found.removed);
      for (const { added, changed, removed } of parts)
        expect(added.length + changed.length + removed.length).toBeLessThanOrEqual(size);
    }
  });

  it('know which version is older, as owners write them', () => {
    const order = ['2026-9-30', '2026-10-1', '2026-10-01.2', '2026-10-12', 'v2', 'v10'];
    for (const [i, version] of order.entries()) {
      expect(compareVersions(version, version)).toBe(0);
      for (const later of order.slice(i + 1)) {
        expect([version, later, Math.sign(compareVersions(version, later))]).toEqual([version, later, -1]);
        expect(Math.sign(compareVersions(later, version))).toBe(1);
      }
    }
  });
});

describe('the rows of a delivery', () => {
  const HEADER = '案号,主体类型,证件种类,证件号码,名称,列入日期,有效期止,决定文号,列入事由';
  const reading = { today: '2026-10-08', holdsIdentifier: (text: string) => /\d{15}/.test(text) };
  const read = (...rows: readonly string[]) => readDelivery(Buffer.from([HEADER, ...rows].join('\n')), reading);

  it('are read under Chinese headers; one that is wrong is named by line and column, never by what stood there', async () => {
    const found = await read(
      'A-1,企业,USCC,91640100MA00TE5T0A,甲公司,2026-09-01,2028-09-01,执1号,拒不履行',
      'A-2,自然人,身份证,640100199001010019,张三,2026-09-01,,,',
      '640100199001010012,自然人,身份证,640100199001010012,张三,2026-09-01,,,',
      'A-4,企业,USCC,91640100MA00TE5T0A,,2026-09-01,,,',
    );
    expect(found).toMatchObject({
      rows: [{ ref: 'A-1', identifier: { kind: 'USCC' }, name: '甲公司', validTo: '2028-09-01', grounds: '拒不履行' }],
      faults: [
        { line: 3, code: 'IDENTIFIER_CHECK_DIGIT', field: 'identifier' },
        { line: 4, code: 'ROW_HOLDS_IDENTIFIER', field: 'ref' },
        { line: 5, code: 'ROW_FIELD_MISSING', field: 'name' },
      ],
    });
  });

  it('cannot be read under other columns, nor from what is no list', async () => {
    expect(await readDelivery(Buffer.from('a,b\n1,2'), reading)).toEqual({ broken: 'COLUMNS_WRONG' });
    expect(await readDelivery(Buffer.from(`${HEADER}\n"A`), reading)).toEqual({ broken: 'UNREADABLE' });
    expect(await readDelivery(Buffer.alloc(0), reading)).toEqual({ broken: 'UNREADABLE' });
  });

  it('are shown as their owner shows them (6.4)', () => {
    const mask = { wholeName: true, identifierHead: 10, identifierTail: 4 };
    expect(maskNameAsOwner('张三丰', mask)).toBe('张三丰');
    expect(maskNameAsOwner('张三丰', { ...mask, wholeName: false })).toBe('张**');
    expect(maskIdentifierAsOwner('640100199001010012', mask)).toBe('6401001990****0012');
    expect(maskIdentifierAsOwner('E12345678', mask)).toBe('*******78');
  });
});

describe('the refusals about lists of others', () => {
  const CODES = Object.keys(EXTERNAL_LIST_REFUSALS) as ExternalListRefusalCode[];
  /** Refused where commands on dossiers are answered; test/scenarios/mirrors.spec.ts has it. */
  const ELSEWHERE = ['OWNED_ELSEWHERE'];

  it('are each expected from a command', () => {
    const text = readFileSync(join(import.meta.dirname, 'external-lists.spec.ts'), 'utf8');
    const expected = new Set([...text.matchAll(/\.refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code));
    expect(CODES.filter((code) => !expected.has(code))).toEqual(ELSEWHERE);
  });

  it.each(CODES)('%s has a status, a rule, a clause and a text in both languages', (code) => {
    const { status, rule, clause, zh, en } = new ExternalListRefusal(code);
    expect([403, 404, 409, 422]).toContain(status);
    expect(rule).not.toBe('');
    expect(clause).toMatch(/^spec /);
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z].*\.$/);
  });
});
