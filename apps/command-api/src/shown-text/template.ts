import { labelOf } from '#libs/rules';
import { maskIdentifier, maskPersonName, scrub } from '#libs/subjects';
import type { EntryFacts } from './dossier-facts.js';

/** Which of the two public displays: of the initial list (公示), or of the recognised one (发布). */
export type ShownTextKind = 'PUBLICITY' | 'PUBLICATION';

/** Names of what an entry refers to, as they are in force when the text is made. */
export interface ShownNames {
  readonly unit: string;
  readonly standard: string;
}

/** The masks applied below; a changed template or mask is a new profile. */
export const MASK_PROFILE = 'public-v1';

/**
 * The text that the public sees, in Chinese and English. Names and identifiers of natural persons are masked; the facts
 * are shown for organisations only, without the names of the natural persons of the dossier (spec 6.4).
 */
export function shownText(kind: ShownTextKind, facts: EntryFacts, names: ShownNames): string {
  const { initial, decision } = facts;
  const list = labelOf('ListKind', initial.listKind);
  const organisation = facts.subjectType !== 'NATURAL_PERSON' && facts.subjectType !== 'SELF_EMPLOYED';
  const name = organisation ? facts.name : maskPersonName(facts.name, 'PUBLIC');
  const identifier = maskIdentifier(
    {
      kind: facts.identifierKind,
      value: facts.identifier,
      ...(facts.certificateType === undefined ? {} : { certificateType: facts.certificateType }),
    },
    'PUBLIC',
  );
  const told = organisation ? scrub(facts.facts, facts.persons) : undefined;
  const basis = `${facts.basis.issuer} ${facts.basis.docNo}（${facts.basis.date}）`;
  const zh = [
    kind === 'PUBLICITY'
      ? `${names.unit}拟将下列主体列入${list.zh}，现予公示。`
      : `${names.unit}将下列主体列入${list.zh}，现予发布。`,
    `主体名称：${name}`,
    `${identifierName(facts).zh}：${identifier}`,
    `认定标准：${names.standard}（${initial.standardId} 第${initial.standardVersion}版）`,
    `认定依据：${basis}`,
    ...(told === undefined ? [] : [`事实：${told}`]),
    ...(kind === 'PUBLICATION' && decision !== undefined
      ? [
          `决定书文号：${decision.decisionNo}（${decision.decidedOn}）`,
          `有效期：${decision.validFrom} 至 ${decision.validTo}`,
        ]
      : []),
  ];
  const en = [
    kind === 'PUBLICITY'
      ? `${names.unit} intends to put the following subject on the ${list.en}.`
      : `${names.unit} has put the following subject on the ${list.en}.`,
    `Subject: ${name}`,
    `${identifierName(facts).en}: ${identifier}`,
    `Standard: ${names.standard} (${initial.standardId}, version ${initial.standardVersion})`,
    `Basis: ${basis}`,
    ...(told === undefined ? [] : [`Facts: ${told}`]),
    ...(kind === 'PUBLICATION' && decision !== undefined
      ? [
          `Decision: ${decision.decisionNo} (${decision.decidedOn})`,
          `Valid: ${decision.validFrom} to ${decision.validTo}`,
        ]
      : []),
  ];
  return `${zh.join('\n')}\n\n${en.join('\n')}\n`;
}

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
