import {
  type DishonestyGrade,
  FIELDS,
  type FocusMode,
  labelOf,
  LABELS,
  type LegalBasisLevel,
  type ListKind,
  type Provenance,
  type RecognitionBasisClass,
  type ResponsibleCapacity,
  RULE_KEYS,
  type RuleScope,
  type StandardStatus,
  type SubjectType,
} from '#libs/rules';

// Written as records so that a value added to a type without a line here does not compile.
const typed: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  ListKind: { RED: true, BLACK: true, FOCUS: true } satisfies Record<ListKind, true>,
  SubjectType: {
    ENTERPRISE: true,
    SELF_EMPLOYED: true,
    SOCIAL_ORG: true,
    INSTITUTION: true,
    NATURAL_PERSON: true,
  } satisfies Record<SubjectType, true>,
  DishonestyGrade: { MINOR: true, GENERAL: true, SERIOUS: true } satisfies Record<DishonestyGrade, true>,
  RuleScope: { DEFAULT: true, NATIONAL: true, REGION: true, SECTOR: true } satisfies Record<RuleScope, true>,
  Provenance: { SEED: true, EXTERNAL: true, MEMORY: true, DECISION: true } satisfies Record<Provenance, true>,
  FocusMode: { FULL: true, MONITOR_ONLY: true, NONE: true } satisfies Record<FocusMode, true>,
  LegalBasisLevel: {
    LAW: true,
    ADMIN_REGULATION: true,
    PARTY_STATE_COUNCIL_DOC: true,
    DEPARTMENT_RULE: true,
    LOCAL_REGULATION: true,
    LOCAL_RULE: true,
    NORMATIVE_DOC: true,
  } satisfies Record<LegalBasisLevel, true>,
  RecognitionBasisClass: {
    REGISTRATION: true,
    ADMIN_OR_CRIMINAL: true,
    UNPERFORMED_JUDGMENT: true,
    COMMENDATION: true,
    OTHER_LEGAL: true,
  } satisfies Record<RecognitionBasisClass, true>,
  ResponsibleCapacity: {
    LEGAL_REPRESENTATIVE: true,
    PRINCIPAL: true,
    ACTUAL_CONTROLLER: true,
    DIRECTLY_RESPONSIBLE: true,
    SENIOR_MANAGER: true,
    REGISTERED_PRACTITIONER: true,
    SHAREHOLDER_DIRECTOR: true,
  } satisfies Record<ResponsibleCapacity, true>,
  StandardStatus: {
    DRAFT: true,
    CONSULTING: true,
    APPROVED: true,
    PUBLISHED: true,
    EFFECTIVE: true,
    SUPERSEDED: true,
    RETIRED: true,
  } satisfies Record<StandardStatus, true>,
};

describe('labels (spec 1.1, 1.2, 3.9, 4.4)', () => {
  it.each(Object.entries(typed))('%s has a label for each of its values and for no other', (name, values) => {
    expect(Object.keys(LABELS[name] ?? {}).sort()).toEqual(Object.keys(values).sort());
  });

  it('every label is Chinese in zh and plain English in en', () => {
    const labels = Object.values(LABELS).flatMap((values) => Object.values(values));
    expect(labels.length).toBeGreaterThan(250);
    for (const { zh, en } of labels) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[A-Za-z][\x20-\x7e]+$/);
    }
  });

  it('has the 17 exit reasons of 3.9 and the fields and rule keys of the tables', () => {
    expect(Object.keys(LABELS.ExitReason ?? {})).toHaveLength(17);
    expect(Object.keys(LABELS.Field ?? {})).toEqual(Object.keys(FIELDS));
    expect(Object.keys(LABELS.RuleKey ?? {})).toEqual(Object.keys(RULE_KEYS));
  });

  it('a value without a label is shown as it is', () => {
    expect(labelOf('ListKind', 'BLACK')).toEqual({ zh: '黑名单', en: 'Black list' });
    expect(labelOf('ListKind', 'constructor')).toEqual({ zh: 'constructor', en: 'constructor' });
    expect(labelOf('toString', 'X').zh).toBe('X');
  });
});
