import { readdirSync, readFileSync } from 'node:fs';
import {
  LI,
  RECEIPT,
  REMEDY,
  TERMS,
  WANG,
  enterprise,
  initialEntry,
  person,
  recognized,
  sealed,
} from '../testing/dossier-events.js';
import { TOLD_TYPES, tell } from './tell.js';

const text = (words: string): ReturnType<typeof sealed> => sealed('s-x', 'e-1', words);

describe('the sentence of an event', () => {
  it('exists for every event type of a dossier', () => {
    const folder = new URL('../../../libs/dossier/src/events/', import.meta.url);
    const source = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const declared = [...source.matchAll(/^ {2}([A-Z]\w+): (?:OnEntry|TwoPersons|\{)/gm)].map((match) => match[1]);
    expect(declared.length).toBeGreaterThan(85);
    expect([...TOLD_TYPES].sort()).toEqual([...declared].sort());
  });

  it('tells the initial list with unit, standard and basis', () => {
    const { zh, en } = tell({ type: 'InitialEntryGenerated', data: initialEntry('s-x', 'e-1') });
    expect(zh).toBe(
      '2026-09-01，unit-a依据标准BLK-1第1版生成黑名单初步名单；依据：行政或刑事决定市监罚〔2026〕1号（市市场监管局，2026-08-20）。',
    );
    expect(en).toBe(
      'On 2026-09-01 unit-a put the subject on the initial black list under standard BLK-1 version 1, on the basis of administrative or criminal decision 市监罚〔2026〕1号 of 市市场监管局 dated 2026-08-20.',
    );
  });

  it('tells a recognition with its terms, its basis and the remedies', () => {
    const { zh, en, texts } = tell({ type: 'EntryRecognized', data: recognized('s-x', 'e-1') });
    expect(zh).toBe(
      '2026-09-18作出认定决定市监失信〔2026〕7号，列入名单，有效期自2026-09-18至2029-09-18 24时；依据《食品安全法》第123条。可以修复信用，最早于2027-09-18，方式：主动纠正。可自知道之日起60日内申请行政复议，或者6个月内提起行政诉讼。',
    );
    expect(en).toBe(
      'Recognised by decision 市监失信〔2026〕7号 of 2026-09-18; valid from 2026-09-18 to the end of 2029-09-18, under 食品安全法 第123条. Repair is possible from 2027-09-18 by 主动纠正. Reconsideration may be sought within 60 days, or suit brought within 6 months.',
    );
    expect(texts).toEqual([{ zh: '理由', en: 'Reasons', text: text('情节严重') }]);
  });

  it('says so where a recognition was recorded late or bars repair', () => {
    const terms = { ...TERMS, repairable: false };
    const data = recognized('s-x', 'e-1', { backdated: true, recordedOn: '2026-09-30', terms });
    const { zh, en } = tell({ type: 'EntryRecognized', data });
    expect(zh).toContain('（2026-09-30补录）');
    expect(zh).toContain('认定为不得修复信用');
    expect(en).toContain('(recorded late, on 2026-09-30)');
    expect(en).toContain('It is marked irreparable.');
  });

  it('keeps names and free texts out of the sentence', () => {
    const registered = tell({ type: 'SubjectRegistered', data: person('s-p', '赵某', '640100199001010012') });
    expect(`${registered.zh} ${registered.en}`).not.toMatch(/赵某|640100/);
    expect(registered.texts).toEqual([
      { zh: '名称', en: 'Name', text: sealed('s-p', 'record', '赵某'), what: 'NAME' },
      { zh: '公民身份号码', en: 'citizen id', text: sealed('s-p', 'record', '640100199001010012'), what: 'IDENTIFIER' },
    ]);
    const clear = tell({ type: 'SubjectRegistered', data: enterprise('s-x', '甲公司', '91640100MA00TE5T0A') });
    expect(clear.texts?.[0]?.text).toBe('甲公司');
  });

  it('never points at an objector: no reference in the sentence, name and contact marked, actor hidden (6.3)', () => {
    const data = {
      ...{ entryId: 'e-1', objectionId: 'o-1', objectorRef: 'third-person', standing: 'THIRD_PARTY', evidence: [] },
      ...{ grounds: ['FACTS_WRONG'], newEvidence: true, filedOn: '2026-09-10', channel: '窗口' },
      ...{ text: text('有误'), reliefSought: text('撤销'), objectorName: text('孙某'), contact: text('138') },
    };
    const told = tell({ type: 'ObjectionFiled', data });
    expect(told.hiddenActor).toBe(true);
    expect(`${told.zh} ${told.en}`).not.toContain('third-person');
    expect(told.texts?.filter((one) => one.identity).map((one) => one.en)).toEqual(['Objector', 'Contact']);
    expect(tell({ type: 'ObjectionFiled', data: { ...data, standing: 'SUBJECT' } }).hiddenActor).toBe(false);
  });

  it('keeps drafts inside the office', () => {
    const data = {
      ...{ entryId: 'e-1', proposalId: 'p-1', decisionKind: 'REVOCATION', drafter: LI },
      content: { kind: 'REVOCATION', ground: 'VERIFICATION', reasons: text('核实有误') },
    };
    expect(tell({ type: 'DecisionProposed', data })).toMatchObject({
      internal: true,
      zh: '经办人提请撤销，待审批人决定。',
    });
  });

  it.each([
    [
      'DeadlineSet',
      {
        ...{ deadlineId: 'd', key: 'platform.report', ownerRef: 'e-1', unitId: 'unit-a', startOn: '2026-09-30' },
        ...{ dueOn: '2026-10-13', duration: { value: 5, unit: 'WD' }, calendarVersion: 'cn-1', provisional: false },
        ...{ ruleFrom: 'SEED-S1@1', legalSource: 'S1 §3' },
      },
      '期限“报送信用信息共享平台”：自2026-09-30起算，2026-10-13 24时届满（5个工作日），责任单位unit-a；依据SEED-S1@1（S1 §3）。',
      'Deadline "Report to the credit platform": from 2026-09-30 to the end of 2026-10-13 (5 working days), owed by unit-a, under SEED-S1@1 (S1 §3).',
    ],
    [
      'EntryExited',
      { entryId: 'e-1', exitReason: 'REPAIRED', effectiveOn: '2026-11-16' },
      '退出名单，原因：主动修复；自2026-11-16起不再列入。',
      'The entry left the list because its credit was repaired; it no longer counts from 2026-11-16.',
    ],
    [
      'ExitAnnounced',
      {
        ...{ entryId: 'e-1', to: 'CHANNELS', channels: ['unit-portal'], missing: ['credit-x'] },
        ...{ announcedOn: '2026-11-17', text: text('公告') },
      },
      '2026-11-17在unit-portal发布退出公告；原发布渠道credit-x尚未公告。',
      'The exit was announced on unit-portal on 2026-11-17; still missing on credit-x, where it had been published.',
    ],
    [
      'MeasuresSuspended',
      {
        entryId: 'e-1',
        scope: 'ALL',
        ground: 'VERIFICATION',
        groundRef: 'o-1',
        kind: 'PUNISHMENT',
        from: '2026-09-29T02:00:00.000Z',
      },
      '因信息核实，联合惩戒暂不执行（全部措施）。',
      'Because of verification, joint punishments are suspended (all measures).',
    ],
    [
      'RemedyFiled',
      {
        ...{
          entryId: 'e-1',
          remedyId: 'r-1',
          type: 'RECONSIDERATION',
          organ: '市人民政府',
          caseNo: '市府复〔2026〕21号',
        },
        ...{ target: 'REPAIR_REFUSAL', targetRef: 'p-1', filedOn: '2026-11-09' },
      },
      '2026-11-09就不予修复决定向市人民政府提起行政复议（市府复〔2026〕21号）；不停止执行。',
      'On 2026-11-09 reconsideration against the refusal of the repair was brought before 市人民政府 (市府复〔2026〕21号); by itself it suspends nothing.',
    ],
    [
      'ObjectionDecided',
      {
        ...{ entryId: 'e-1', objectionId: 'o-1', outcome: 'UPHELD_WRONG', reasons: text('有误'), remedyInfo: REMEDY },
        ...{ decidedOn: '2026-10-12', decider: WANG, receipt: RECEIPT },
      },
      '2026-10-12对异议作出决定：认定有误。不服的，可在60日内申请行政复议，或者6个月内提起行政诉讼。',
      'The objection was decided on 2026-10-12: the listing is wrong. Reconsideration may be sought within 60 days, or suit brought within 6 months.',
    ],
  ])('tells %s', (type, data, zh, en) => {
    expect(tell({ type, data })).toMatchObject({ zh, en });
  });

  it('names an event of a later version without failing', () => {
    expect(tell({ type: 'SomethingNew', data: {} }).en).toBe('Event SomethingNew, which this version does not know.');
  });

  it('tells the joining of two dossiers from either side, with what proves it', () => {
    const title = sealed('s-x', 'record', '换发证明');
    const reason = sealed('s-x', 'record', '同一主体');
    const evidence = [{ docId: 'd-1', sha256: 'a'.repeat(64), title }];
    const proposed = tell({
      type: 'DecisionProposed',
      data: {
        ...{ entryId: 'record', proposalId: 'p-1', decisionKind: 'DOSSIERS_JOINING', drafter: LI },
        content: { kind: 'DOSSIERS_JOINING', otherSubjectId: 's-2', part: 'CONTINUES', evidence, reasons: reason },
      },
    });
    expect(proposed).toMatchObject({
      zh: '经办人提请档案合并（与档案s-2），待审批人决定。',
      en: 'The drafter proposed joining of dossiers (with dossier s-2); an approver has to decide.',
      internal: true,
    });
    const texts = [
      { zh: '理由', en: 'Reasons', text: reason },
      { zh: '证据1', en: 'Evidence 1', text: title },
    ];
    expect(proposed.texts).toEqual([...texts].reverse());
    const joined = { reason, evidence, proposalId: 'p-1', drafter: LI, approver: WANG };
    const older = tell({ type: 'DossiersJoined', data: { ...joined, otherSubjectId: 's-2', part: 'CONTINUES' } });
    expect(older).toMatchObject({ zh: '经核实为同一主体，档案s-2并入本档案。', texts });
    const younger = tell({ type: 'DossiersJoined', data: { ...joined, otherSubjectId: 's-x', part: 'REFERS' } });
    expect(younger).toMatchObject({ zh: '经核实为同一主体，本档案并入档案s-x，后续记入该档案。', texts });
  });
});
