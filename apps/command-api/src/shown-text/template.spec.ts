import { Refusal } from '#libs/dossier';
import { factsOf, RetentionOver } from './dossier-facts.js';
import { shownText } from './template.js';

const ENTRY = 'entry-1';
const NAMES = { unit: 'A 市市场监管局', standard: '严重违法失信名单认定标准' };
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
    const text = shownText('PUBLICITY', factsOf([person, generated('拖欠工资，电话13800001234')], ENTRY), NAMES);
    expect(text).toContain('欧阳**');
    expect(text).toContain('6401**********0012');
    for (const hidden of ['修文', '640100199001010012', '拖欠', '13800001234']) expect(text).not.toContain(hidden);
  });

  it('given an organisation, shows name and code whole, and the facts without anybody’s name or number', () => {
    const events = [
      company,
      generated('法定代表人张三丰（身份证640100199001010012）指使，李四举报。'),
      { type: 'ResponsiblePersonRecorded', data: { entryId: ENTRY, name: '张三丰' } },
      { type: 'ObjectionFiled', data: { entryId: 'another', objectorName: '李四' } },
    ];
    const text = shownText('PUBLICITY', factsOf(events, ENTRY), NAMES);
    for (const shown of ['某某科技有限公司', '91640100MA00TE5T0A', '黑名单', '指使', 'black list', basis.docNo])
      expect(text.toLowerCase()).toContain(shown.toLowerCase());
    for (const hidden of ['张三丰', '李四', '640100199001010012']) expect(text).not.toContain(hidden);
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
    const text = shownText('PUBLICATION', factsOf(events, ENTRY), NAMES);
    for (const shown of ['32号', '13号', '更正后的事实', '2030-10-20', '某某新能源有限公司'])
      expect(text).toContain(shown);
    for (const old of ['31号', '12号', '2029-10-20', '某某科技']) expect(text).not.toContain(old);
  });

  it('is not made of an entry that is not there, nor of what has been erased', () => {
    expect(() => factsOf([], ENTRY)).toThrow(Refusal);
    expect(() => factsOf([company, generated('事实', 'another')], ENTRY)).toThrow('ENTRY_UNKNOWN');
    expect(() => factsOf([company, generated({ $erased: true })], ENTRY)).toThrow(RetentionOver);
  });
});
