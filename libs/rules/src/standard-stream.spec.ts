import {
  contentOf,
  decideStandard,
  draftOf,
  evolveStandard,
  initialStandard,
  isToSettle,
  noticeStands,
  publishedOf,
  RuleRefusal,
  SHIPPED_CALENDAR as calendar,
  SHIPPED_RULE_PACKS as packs,
  type StandardCommand,
  type StandardContext,
  standardOn,
  type StandardState,
} from '#libs/rules';
import { BLK_1, RED_1 } from './testing/standards.js';

const HEAD = { userId: 'a-head', unitId: 'unit-a', role: 'STANDARD_OWNER' };
const APPROVER = { userId: 'a-approver', unitId: 'unit-a', role: 'APPROVER' };
const context: StandardContext = { today: '2026-11-21', actor: HEAD, calendar, packs, basisMode: 'WARN' };

const draft: StandardCommand = { type: 'DraftStandard', standardId: 'BLK-1', content: BLK_1 };
const raised = { ...BLK_1, criteria: { text: '符合管理办法规定的情形', amountAtLeast: 500_000 } };
const revision: StandardCommand = { ...draft, content: raised };
const consult: StandardCommand = { type: 'OpenConsultation', openedOn: '2026-10-01' };
const close: StandardCommand = { type: 'CloseConsultation', summary: '未收到不同意见' };
const propose: StandardCommand = { type: 'ProposeStandardApproval' };
const approve: StandardCommand = { type: 'ApproveStandard' };
const publish: StandardCommand = { type: 'PublishStandard', effectiveFrom: '2026-12-01' };
const running: StandardCommand = { type: 'PublishStandard', effectiveFrom: '2026-01-01' };
const settle: StandardCommand = { type: 'SettleStandard' };

/** From the draft of a first version to its approval. */
const approved = [draft, consult, close, propose, approve];

function refusal(act: () => unknown): RuleRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof RuleRefusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function decided(state: StandardState, command: StandardCommand, more: Partial<StandardContext> = {}) {
  const actor = command.type === 'ApproveStandard' ? APPROVER : HEAD;
  return decideStandard(command, state, { ...context, actor, ...more });
}

function after(state: StandardState, commands: readonly StandardCommand[], more: Partial<StandardContext> = {}) {
  return commands.reduce((before, command) => decided(before, command, more).reduce(evolveStandard, before), state);
}

const given = (...commands: readonly StandardCommand[]): StandardState => after(initialStandard, commands);

/** A published standard whose revision has been approved: opened on 2026-10-01 by the clock, everything else today. */
function revised(published: StandardState): StandardState {
  const opened = after(published, [revision, { type: 'OpenConsultation' }], { today: '2026-10-01' });
  return after(opened, [close, propose, approve]);
}

describe('the life of a standard (spec 4.2)', () => {
  it('given nothing, when drafted, then version 1 is a draft and not in force', () => {
    expect(decided(initialStandard, draft)).toEqual([
      { type: 'StandardDrafted', data: { standardId: 'BLK-1', version: 1, content: BLK_1 } },
    ]);
    const state = given(draft);
    expect(draftOf(state)).toMatchObject({ standardId: 'BLK-1', version: 1, status: 'DRAFT' });
    expect(standardOn(state, '2026-12-01')).toBeUndefined();
  });

  it('given a draft, when opinions are asked for, then they are taken for 30 days at least (49号 七)', () => {
    expect(decided(given(draft), { type: 'OpenConsultation' })).toMatchObject([
      {
        type: 'ConsultationOpened',
        data: { openedOn: '2026-11-21', endsOn: '2026-12-21', legalSource: '国办发〔2020〕49号 七' },
      },
    ]);
    const longer = {
      ...BLK_1,
      ruleOverrides: [{ key: 'stdChange.consultation', value: { value: 45, unit: 'CD' } as const }],
    };
    expect(decided(given({ ...draft, content: longer }), consult)).toMatchObject([{ data: { endsOn: '2026-11-15' } }]);
    const shorter = {
      ...BLK_1,
      ruleOverrides: [{ key: 'stdChange.consultation', value: { value: 5, unit: 'CD' } as const }],
    };
    expect(decided(given({ ...draft, content: shorter }), consult)).toMatchObject([{ data: { endsOn: '2026-10-31' } }]);
  });

  it('given opinions, when the consultation is closed, then the text is amended with it and stands from then on', () => {
    const amended = { ...BLK_1, remedies: '可以自收到之日起60日内申请行政复议' };
    const state = given(draft, consult, { ...close, content: amended });
    expect(draftOf(state)).toMatchObject({
      ...amended,
      status: 'CONSULTING',
      consultation: { openedOn: '2026-10-01', endsOn: '2026-10-31', closedOn: '2026-11-21', summary: '未收到不同意见' },
    });
    // Another text is another draft: it is consulted on and approved anew.
    const other = after(state, [propose, approve, { type: 'ReviseStandardDraft', content: raised }]);
    expect(draftOf(other)).toEqual({
      ...raised,
      standardId: 'BLK-1',
      version: 1,
      status: 'DRAFT',
      basisInsufficient: false,
    });
  });

  it('given a closed consultation, when one puts it forward, then another approves it or sends it back (2)', () => {
    const proposed = given(draft, consult, close, propose);
    expect(refusal(() => decided(proposed, approve, { actor: HEAD })).code).toBe('SECOND_PERSON_REQUIRED');
    expect(decided(proposed, approve)).toEqual([
      {
        type: 'StandardApproved',
        data: { version: 1, proposedBy: HEAD, approvedBy: APPROVER, approvedOn: '2026-11-21' },
      },
    ]);
    const back: StandardCommand = { type: 'RejectStandardApproval', reason: '救济途径不明' };
    expect(refusal(() => decided(proposed, back)).code).toBe('SECOND_PERSON_REQUIRED');
    const sentBack = after(proposed, [back], { actor: APPROVER });
    expect(refusal(() => decided(sentBack, approve)).code).toBe('STANDARD_NOT_PROPOSED');
    expect(draftOf(after(sentBack, [propose, approve]))).toMatchObject({ status: 'APPROVED', approvedBy: APPROVER });
  });

  it('given an approved draft, when published, then it is immutable, dated, and in force from its first day', () => {
    const state = given(...approved);
    expect(decided(state, publish)).toEqual([
      {
        type: 'StandardPublished',
        data: {
          standardId: 'BLK-1',
          version: 1,
          publishedOn: '2026-11-21',
          effectiveFrom: '2026-12-01',
          basisInsufficient: false,
        },
      },
    ]);
    const published = after(state, [publish]);
    expect(standardOn(published, '2026-11-30')).toBeUndefined();
    expect(standardOn(published, '2026-12-01')).toMatchObject({ status: 'PUBLISHED', effectiveFrom: '2026-12-01' });
    expect(contentOf(standardOn(published, '2026-12-01')!)).toEqual(BLK_1);
    expect(refusal(() => decided(published, { type: 'ReviseStandardDraft', content: raised })).code).toBe(
      'STANDARD_NO_DRAFT',
    );
  });

  it('given its first day comes, then that is recorded once, on the day or with the publication', () => {
    const published = given(...approved, publish);
    expect(decided(published, settle)).toEqual([]);
    const day = { today: '2026-12-01' };
    expect(['2026-11-30', '2026-12-01'].map((on) => isToSettle(publishedOf(published)!, on))).toEqual([false, true]);
    expect(decided(published, settle, day)).toEqual([
      { type: 'StandardTookEffect', data: { standardId: 'BLK-1', version: 1, effectiveFrom: '2026-12-01' } },
    ]);
    const effective = after(published, [settle], day);
    expect(publishedOf(effective)).toMatchObject({ status: 'EFFECTIVE' });
    expect(decided(effective, settle, day)).toEqual([]);
    expect(decided(given(...approved), running).map(({ type }) => type)).toEqual([
      'StandardPublished',
      'StandardTookEffect',
    ]);
  });

  it('given faults and steps left out, when published, then it is refused with all of them, each by its code and field', () => {
    const content = {
      ...BLK_1,
      validity: { min: { value: 0, unit: 'YEAR' }, max: { value: 0, unit: 'YEAR' } } as const,
    };
    const faulty = { ...content, removalConditions: '', removalProcedure: '', remedies: '', legalBasis: [] };
    const refused = refusal(() => decided(given({ ...draft, content: faulty }), publish, { basisMode: 'BLOCK' }));
    expect(refused).toMatchObject({ code: 'LEGAL_BASIS_MISSING' });
    expect(refused.problems.map(({ code, field }) => [code, field])).toEqual(
      expect.arrayContaining([
        ['VALIDITY_MISSING', 'validity'],
        ['REMOVAL_CONDITIONS_MISSING', 'removalConditions'],
        ['REMOVAL_PROCEDURE_MISSING', 'removalProcedure'],
        ['REMEDIES_MISSING', 'remedies'],
        ['BASIS_INSUFFICIENT', 'legalBasis'],
        ['CONSULTATION_MISSING', 'consultation'],
        ['STANDARD_NOT_APPROVED', 'approval'],
      ]),
    );
    const open = refusal(() => decided(given(draft, consult), publish));
    expect(open.problems.map(({ code }) => code)).toEqual(['CONSULTATION_OPEN', 'STANDARD_NOT_APPROVED']);
  });

  it('given a weak basis, then WARN publishes with the flag and BLOCK refuses (scenario 33)', () => {
    const content = { ...BLK_1, legalBasis: [{ title: '通知', level: 'NORMATIVE_DOC' }] } as const;
    const weak = given({ ...draft, content }, ...approved.slice(1));
    expect(decided(weak, publish)[0]).toMatchObject({ data: { basisInsufficient: true } });
    expect(after(weak, [publish]).versions[0]?.basisInsufficient).toBe(true);
    expect(refusal(() => decided(weak, publish, { basisMode: 'BLOCK' })).code).toBe('BASIS_INSUFFICIENT');
  });

  it('given a published version, when the next is published, then the old ends the day before (3.15)', () => {
    const state = revised(given(...approved, running));
    expect(standardOn(state, '2027-01-01')?.version).toBe(1);
    const next: StandardCommand = { type: 'PublishStandard', effectiveFrom: '2027-03-01', transition: '逐一复核' };
    const events = decided(state, next);
    expect(events[1]).toEqual({
      type: 'StandardRevised',
      data: {
        standardId: 'BLK-1',
        oldVersion: 1,
        oldEffectiveTo: '2027-02-28',
        newVersion: 2,
        effectiveFrom: '2027-03-01',
        changes: ['criteria'],
        compared: [
          {
            field: 'criteria',
            before: '{"text":"符合管理办法规定的情形"}',
            after: '{"amountAtLeast":500000,"text":"符合管理办法规定的情形"}',
          },
        ],
        transition: '逐一复核',
      },
    });
    const published = events.reduce(evolveStandard, state);
    expect(published.versions.map(({ status, effectiveTo }) => [status, effectiveTo])).toEqual([
      ['SUPERSEDED', '2027-02-28'],
      ['PUBLISHED', undefined],
    ]);
    expect(['2027-02-28', '2027-03-01'].map((on) => standardOn(published, on)?.version)).toEqual([1, 2]);
    expect(decided(published, settle, { today: '2027-03-02' })).toEqual([
      {
        type: 'StandardTookEffect',
        data: { standardId: 'BLK-1', version: 2, effectiveFrom: '2027-03-01', supersedes: 1 },
      },
    ]);
  });

  it('a first version may reach back, a later one may not, nor overtake the version before it (3.15)', () => {
    expect(decided(given(...approved), { ...publish, effectiveFrom: '2020-01-01' })).toHaveLength(2);
    const code = (state: StandardState, effectiveFrom: string) =>
      refusal(() => decided(state, { type: 'PublishStandard', effectiveFrom })).code;
    const next = revised(given(...approved, running));
    expect(code(next, '2026-11-20')).toBe('STANDARD_RETROACTIVE');
    expect(code(revised(given(...approved, publish)), '2026-12-01')).toBe('STANDARD_RETROACTIVE');
    const today: StandardCommand = { type: 'PublishStandard', effectiveFrom: '2026-11-21' };
    expect(decided(next, today).map(({ type }) => type)).toEqual([
      'StandardPublished',
      'StandardRevised',
      'StandardTookEffect',
    ]);
  });

  it('given a standard in force, when retired, then it ends on the day given and takes no more', () => {
    const retired = given(...approved, running, {
      type: 'RetireStandard',
      effectiveTo: '2027-06-30',
      reason: '依据废止',
    });
    expect(['2027-06-30', '2027-07-01'].map((on) => standardOn(retired, on)?.status)).toEqual(['RETIRED', undefined]);
    expect(refusal(() => decided(retired, revision)).code).toBe('STANDARD_RETIRED');
    expect(decided(given(...approved, running), { type: 'RetireStandard' })).toEqual([
      { type: 'StandardRetired', data: { standardId: 'BLK-1', version: 1, effectiveTo: '2026-11-21' } },
    ]);
    expect(['2027-06-30', '2027-07-01'].map((on) => isToSettle(publishedOf(retired)!, on))).toEqual([false, true]);
    const ended = after(retired, [settle], { today: '2027-07-01' });
    expect(publishedOf(ended)).toMatchObject({ status: 'RETIRED', ended: true });
    expect(decided(ended, settle, { today: '2027-07-02' })).toEqual([]);
  });

  it('given an evaluation by a third party, then the version shows the last (49号 七)', () => {
    const report = {
      evaluatedOn: '2026-11-20',
      evaluator: '示范大学',
      conclusion: 'REVISE',
      reportNo: '评〔2026〕7号',
    } as const;
    const evaluate: StandardCommand = { type: 'RecordStandardEvaluation', ...report };
    const evaluated = given(...approved, running, evaluate);
    expect(publishedOf(evaluated)?.lastEvaluation).toEqual(report);
    expect(decided(evaluated, evaluate)).toEqual([]);
  });

  it('what is already so comes to nothing', () => {
    const retire: StandardCommand = { type: 'RetireStandard' };
    for (const [past, command] of [
      [[draft], draft],
      [[draft], { type: 'ReviseStandardDraft', content: BLK_1 }],
      [[draft, consult], consult],
      [[draft, consult, close, propose], propose],
      [approved, approve],
      [[...approved, publish], publish],
      [[...approved, running], running],
      [[...approved, running, retire], retire],
    ] satisfies [StandardCommand[], StandardCommand][])
      expect(decided(given(...past), command)).toEqual([]);
  });

  it('a notice stands where nothing changed that it announced', () => {
    expect([noticeStands(['title', 'field']), noticeStands(['title', 'criteria'])]).toEqual([true, false]);
  });

  it.each<[string, string, readonly StandardCommand[], StandardCommand]>([
    ['another draft beside the open one', 'STANDARD_DRAFT_EXISTS', [draft], revision],
    ['a change without a draft', 'STANDARD_NO_DRAFT', [], { type: 'ReviseStandardDraft', content: BLK_1 }],
    [
      'a change while opinions are taken',
      'STANDARD_IN_CONSULTATION',
      [draft, consult],
      { type: 'ReviseStandardDraft', content: raised },
    ],
    ['a second consultation', 'CONSULTATION_EXISTS', [draft, consult], { type: 'OpenConsultation' }],
    [
      'a consultation that begins tomorrow',
      'DATE_IN_FUTURE',
      [draft],
      { type: 'OpenConsultation', openedOn: '2026-11-22' },
    ],
    ['a revision consulted on in the past', 'CONSULTATION_BACKDATED', [...approved, running, revision], consult],
    ['the end of a consultation that was never opened', 'CONSULTATION_NOT_OPEN', [draft], close],
    [
      'the end of a consultation before its time',
      'CONSULTATION_TOO_SHORT',
      [draft, consult],
      { ...close, closedOn: '2026-10-31' },
    ],
    ['a consultation without a summary', 'CONSULTATION_SUMMARY_MISSING', [draft, consult], { ...close, summary: ' ' }],
    ['a draft nobody was asked about put forward', 'CONSULTATION_MISSING', [draft], propose],
    ['a draft put forward while opinions are taken', 'CONSULTATION_OPEN', [draft, consult], propose],
    ['the approval of what nobody put forward', 'STANDARD_NOT_PROPOSED', [draft, consult, close], approve],
    ['a publication without a draft', 'STANDARD_NO_DRAFT', [], publish],
    ['a draft that nobody approved', 'STANDARD_NOT_APPROVED', [draft, consult, close, propose], publish],
    ['another publication of what is published', 'STANDARD_NO_DRAFT', [...approved, publish], running],
    ['a first day that does not exist', 'DATE_INVALID', approved, { ...publish, effectiveFrom: '2026-02-30' }],
    ['another kind of list', 'STANDARD_KIND_FIXED', [...approved, publish], { ...draft, content: RED_1 }],
    ['the end of a draft', 'STANDARD_NOT_PUBLISHED', [draft], { type: 'RetireStandard' }],
    [
      'an end in the past',
      'STANDARD_RETROACTIVE',
      [...approved, running],
      { type: 'RetireStandard', effectiveTo: '2026-11-20' },
    ],
    ['an end before its first day', 'STANDARD_RETROACTIVE', [...approved, publish], { type: 'RetireStandard' }],
    [
      'a second, other end',
      'STANDARD_RETIRED',
      [...approved, running, { type: 'RetireStandard' }],
      { type: 'RetireStandard', effectiveTo: '2027-01-01' },
    ],
    [
      'an evaluation by nobody',
      'EVALUATOR_MISSING',
      [...approved, running],
      { type: 'RecordStandardEvaluation', evaluatedOn: '2026-11-20', evaluator: '', conclusion: 'KEEP', reportNo: '1' },
    ],
  ])('refuses %s: %s', (_what, code, past, command) => {
    const refused = refusal(() => decided(given(...past), command));
    expect(refused.code).toBe(code);
    expect(refused.zh).toMatch(/\p{Script=Han}/u);
  });

  it('an approval sent back says why', () => {
    const proposed = given(draft, consult, close, propose);
    const back: StandardCommand = { type: 'RejectStandardApproval', reason: '' };
    expect(refusal(() => decided(proposed, back, { actor: APPROVER })).code).toBe('REASON_MISSING');
  });

  it('a log of an earlier release, without consultation and approval, folds as it was', () => {
    const state = decided(initialStandard, draft).reduce(evolveStandard, initialStandard);
    const published = evolveStandard(state, {
      type: 'StandardPublished',
      data: {
        standardId: 'BLK-1',
        version: 1,
        publishedOn: '2026-01-01',
        effectiveFrom: '2026-01-01',
        basisInsufficient: false,
      },
    });
    expect(standardOn(published, '2026-11-21')).toMatchObject({ version: 1, status: 'PUBLISHED' });
    expect(decided(published, settle)).toMatchObject([{ type: 'StandardTookEffect' }]);
  });

  it('an event of a later release is passed over', () => {
    const state = given(...approved, publish);
    expect(evolveStandard(state, { type: 'StandardTranslated', data: {} } as never)).toBe(state);
    expect(publishedOf(state)?.version).toBe(1);
  });
});
