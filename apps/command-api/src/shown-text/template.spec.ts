import { Refusal } from '#libs/dossier';
import { shippedMaskProfile, evolveMaskProfile, initialMaskProfile } from '#libs/rules';
import type { ReferenceSnapshot } from '#libs/reference-data';
import { factsOf, RetentionOver } from './dossier-facts.js';
import { NoMaskProfile, renderShown } from './rendering.js';
import type { ShownTextKind } from './template.js';

const ENTRY = 'entry-1';
const { versions: maskProfiles } = shippedMaskProfile('2026-09-01', 'system').reduce(
  evolveMaskProfile,
  initialMaskProfile,
);
const REFERENCE = {
  units: { 'unit-a': { unitId: 'unit-a', name: 'A 市市场监管局' } },
  standards: [
    { standardId: 'BLK-1', version: 2, title: '严重违法失信名单认定标准', naturalPersonPublication: { allowed: true } },
  ],
  maskProfiles,
} as unknown as ReferenceSnapshot;
type Told = readonly { readonly type: string; readonly data: unknown }[];
const rendered = (kind: ShownTextKind, opened: Told, names: readonly string[] = []) =>
  renderShown(kind, { opened, entryId: ENTRY }, REFERENCE, '2026-10-20', names);
const basis = { class: 'ADMIN_OR_CRIMINAL', docNo: '市监罚〔2026〕12号', issuer: 'A 市市场监管局', date: '2026-08-20' };

const registered = (subjectType: string, identifierKind: string, name: unknown, identifier: string) => ({
  type: 'SubjectRegistered',
  data: { subjectId: 's', subjectType, identifierKind, name, identifier },
});
const generated = (facts: unknown, entryId = ENTRY) => ({
  type: 'InitialEntryGenerated',
  data: {
    entryId,
    listKind: 'BLACK',
    standardId: 'BLK-1',
    standardVersion: 2,
    unitId: 'unit-a',
    basis: [basis],
    facts,
  },
});
const recognized = {
  type: 'EntryRecognized',
  data: {
    entryId: ENTRY,
    decisionNo: '市监信〔2026〕31号',
    decidedOn: '2026-10-20',
    terms: { validFrom: '2026-10-20', validTo: '2029-10-20' },
  },
};
const company = registered('ENTERPRISE', 'USCC', '某某科技有限公司', '91640100MA00TE5T0A');

describe('the text that the public sees (spec 6.4)', () => {
  it('given a natural person, masks name and number and leaves the facts out', () => {
    const person = registered('NATURAL_PERSON', 'CITIZEN_ID', '欧阳修文', '640100199001010012');
    const { maskedText: text, rendering } = rendered('PUBLICITY', [person, generated('拖欠工资，电话13800001234')]);
    expect(rendering.findings).toEqual([]);
    expect(text).toContain('欧阳**');
    expect(text).toContain('6401**********0012');
    for (const hidden of ['修文', '640100199001010012', '拖欠', '13800001234']) expect(text).not.toContain(hidden);
  });

  it('given an organisation, shows name and code whole, and the facts without anybody’s name or number', () => {
    const events = [
      company,
      generated(
        '法定代表人张三丰（身份证640100199001010012）指使，李四举报，王小明受害，供货91640100MA00TE5T1D，本单位91640100MA00TE5T0A。',
      ),
      { type: 'ResponsiblePersonRecorded', data: { entryId: ENTRY, name: '张三丰' } },
      { type: 'ObjectionFiled', data: { entryId: 'another', objectorName: '李四' } },
    ];
    const { maskedText: text, ...how } = rendered('PUBLICITY', events, ['王小明']);
    expect(how).toMatchObject({ maskProfile: 'SPEC-6.4@1', unitId: 'unit-a' });
    expect(how.rendering.findings.map(({ kind }) => kind)).toEqual(['NAME', 'CITIZEN_ID', 'NAME', 'NAME', 'USCC']);
    for (const shown of ['某某科技有限公司', '91640100MA00TE5T0A', '黑名单', '指使', 'black list', basis.docNo])
      expect(text.toLowerCase()).toContain(shown.toLowerCase());
    for (const hidden of ['张三丰', '李四', '王小明', '640100199001010012', '91640100MA00TE5T1D'])
      expect(text).not.toContain(hidden);
  });

  it('given a publication, shows decision and validity as corrected and extended', () => {
    const events = [
      company,
      generated('事实'),
      recognized,
      {
        type: 'EntryCorrected',
        data: {
          entryId: ENTRY,
          changes: [
            { field: 'DECISION_NO', newValue: '市监信〔2026〕32号' },
            { field: 'BASIS_DOC_NO', newValue: '市监罚〔2026〕13号' },
            { field: 'FACTS', newValue: '更正后的事实' },
          ],
        },
      },
      { type: 'ValidityExtended', data: { entryId: ENTRY, newValidTo: '2030-10-20' } },
      { type: 'SubjectRenamed', data: { name: '某某新能源有限公司' } },
    ];
    const { maskedText: text } = rendered('PUBLICATION', events);
    for (const shown of ['32号', '13号', '更正后的事实', '2030-10-20', '某某新能源有限公司'])
      expect(text).toContain(shown);
    for (const old of ['31号', '12号', '2029-10-20', '某某科技']) expect(text).not.toContain(old);
  });

  it('is not made of an entry that is not there, nor of what has been erased', () => {
    expect(() => factsOf([], ENTRY)).toThrow(Refusal);
    expect(() => factsOf([company, generated('事实', 'another')], ENTRY)).toThrow('ENTRY_UNKNOWN');
    expect(() => factsOf([company, generated({ $erased: true })], ENTRY)).toThrow(RetentionOver);
  });

  it('is not made where no mask profile is in force', () => {
    const told = { opened: [company, generated('事实')], entryId: ENTRY };
    expect(() => renderShown('PUBLICITY', told, REFERENCE, '2015-01-01')).toThrow(NoMaskProfile);
  });
});
