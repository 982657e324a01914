import type { Rendering } from '#libs/dossier';
import { labelOf, maskRowOf, type MaskField, type MaskProfile } from '#libs/rules';
import { applyFindings, maskBy } from '#libs/subjects';
import { isOrganisation, type EntryFacts } from './dossier-facts.js';

/** Which of the two public displays: of the initial list (公示), or of the recognised one (发布). */
export type ShownTextKind = 'PUBLICITY' | 'PUBLICATION';

type Template = (kind: ShownTextKind, facts: EntryFacts, rendering: Rendering, profile: MaskProfile) => string;

/** Whether the facts of an entry are shown at all; only then are they scrubbed. */
export function showsFacts({ subjectType }: EntryFacts, profile: MaskProfile): boolean {
  return isOrganisation(subjectType) && maskRowOf(profile, 'FACTS', 'PUBLIC').mask === 'SCRUBBED';
}

/**
 * The text that the public sees, in Chinese and English. Names and identifiers are masked by the profile; the facts are
 * shown for organisations only, without what was found in them (spec 6.4).
 */
const first: Template = (kind, facts, { unitName, standardTitle, findings }, profile) => {
  const { initial, decision } = facts;
  const list = labelOf('ListKind', initial.listKind);
  const nameField = isOrganisation(facts.subjectType) ? 'ORGANISATION_NAME' : 'PERSON_NAME';
  const name = maskBy(profile, nameField, 'PUBLIC', facts.name);
  const identifier = maskBy(profile, IDENTIFIER_FIELDS[facts.identifierKind], 'PUBLIC', facts.identifier);
  const told = showsFacts(facts, profile) ? applyFindings(facts.facts, findings) : undefined;
  const basis = `${facts.basis.issuer} ${facts.basis.docNo}（${facts.basis.date}）`;
  const line = (label: string, value: string | undefined) => (value === undefined ? [] : [`${label}${value}`]);
  const zh = [
    kind === 'PUBLICITY'
      ? `${unitName}拟将下列主体列入${list.zh}，现予公示。`
      : `${unitName}将下列主体列入${list.zh}，现予发布。`,
    ...line('主体名称：', name),
    ...line(`${identifierName(facts).zh}：`, identifier),
    `认定标准：${standardTitle}（${initial.standardId} 第${initial.standardVersion}版）`,
    `认定依据：${basis}`,
    ...line('事实：', told),
    ...(kind === 'PUBLICATION' && decision !== undefined
      ? [
          `决定书文号：${decision.decisionNo}（${decision.decidedOn}）`,
          `有效期：${decision.validFrom} 至 ${decision.validTo}`,
        ]
      : []),
  ];
  const en = [
    kind === 'PUBLICITY'
      ? `${unitName} intends to put the following subject on the ${list.en}.`
      : `${unitName} has put the following subject on the ${list.en}.`,
    ...line('Subject: ', name),
    ...line(`${identifierName(facts).en}: `, identifier),
    `Standard: ${standardTitle} (${initial.standardId}, version ${initial.standardVersion})`,
    `Basis: ${basis}`,
    ...line('Facts: ', told),
    ...(kind === 'PUBLICATION' && decision !== undefined
      ? [
          `Decision: ${decision.decisionNo} (${decision.decidedOn})`,
          `Valid: ${decision.validFrom} to ${decision.validTo}`,
        ]
      : []),
  ];
  return `${zh.join('\n')}\n\n${en.join('\n')}\n`;
};

/** The template of new texts. */
export const SHOWN_TEXT_TEMPLATE = 'shown-text@1';
/** Every template that a text was ever made by: none is changed, a change is a new one. */
const TEMPLATES: Readonly<Record<string, Template>> = { [SHOWN_TEXT_TEMPLATE]: first };

/** @returns undefined for a template that this release does not know */
export function shownText(...parts: Parameters<Template>): string | undefined {
  const [, , { template }] = parts;
  return TEMPLATES[template]?.(...parts);
}

const IDENTIFIER_FIELDS = {
  USCC: 'USCC',
  CITIZEN_ID: 'CITIZEN_ID',
  OTHER: 'OTHER_CERTIFICATE',
} as const satisfies Record<EntryFacts['identifierKind'], MaskField>;

function identifierName({ identifierKind }: EntryFacts): { readonly zh: string; readonly en: string } {
  switch (identifierKind) {
    case 'USCC':
      return { zh: '统一社会信用代码', en: 'Unified social credit code' };
    case 'CITIZEN_ID':
      return { zh: '公民身份号码', en: 'Citizen id' };
    case 'OTHER':
      return { zh: '证件号码', en: 'Certificate number' };
  }
}
