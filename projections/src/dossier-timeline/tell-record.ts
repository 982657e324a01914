import type { DecisionEvents, SubjectEvents } from '#libs/dossier';
import { DECISIONS, SUBJECT_TYPES } from './labels.js';
import { evidence, list, reasons, when, type Tellers, type TimelineText } from './told.js';

const IDENTIFIERS = {
  USCC: { zh: '统一社会信用代码', en: 'unified social credit code' },
  CITIZEN_ID: { zh: '公民身份号码', en: 'citizen id' },
  OTHER: { zh: '其他证件', en: 'other certificate' },
} as const;

const AGENT_SCOPES = { STATEMENT: '陈述申辩', OBJECTION: '异议', REPAIR: '修复', QUERY: '查询' } as const;

export const tellSubject: Tellers<SubjectEvents> = {
  SubjectRegistered: ({ subjectType, identifierKind, name, identifier, checksumException }) => {
    const checked = when(checksumException, () => ({
      zh: '该代码校验位不符，经批准例外登记。',
      en: ' Its check digit does not hold; it was accepted as an approved exception.',
    }));
    return {
      zh: `主体建档：${SUBJECT_TYPES[subjectType].zh}，以${IDENTIFIERS[identifierKind].zh}识别。${checked.zh}`,
      en: `The dossier was opened for ${SUBJECT_TYPES[subjectType].en}, identified by its ${IDENTIFIERS[identifierKind].en}.${checked.en}`,
      texts: [
        { zh: '名称', en: 'Name', text: name, what: 'NAME' },
        { ...IDENTIFIERS[identifierKind], text: identifier, what: 'IDENTIFIER' },
        ...(checksumException
          ? [{ zh: '例外理由', en: 'Reason of the exception', text: checksumException.reason }]
          : []),
      ],
    };
  },
  SubjectRenamed: ({ name, renamedOn, evidence: refs }) => ({
    zh: `主体于${renamedOn}更名。`,
    en: `The subject changed its name on ${renamedOn}.`,
    texts: [{ zh: '新名称', en: 'New name', text: name, what: 'NAME' }, ...evidence(refs)],
  }),
  SubjectIdentifierCorrected: ({ identifier, reason, correctedOn }) => ({
    zh: `${correctedOn}更正主体识别码。`,
    en: `The identifier of the subject was corrected on ${correctedOn}.`,
    texts: [{ zh: '更正后识别码', en: 'Corrected identifier', text: identifier, what: 'IDENTIFIER' }, reasons(reason)],
  }),
  DossiersJoined: ({ otherSubjectId, part, reason, evidence: refs = [] }) => ({
    ...(part === 'CONTINUES'
      ? {
          zh: `经核实为同一主体，档案${otherSubjectId}并入本档案。`,
          en: `Dossier ${otherSubjectId} proved to be of the same subject and was joined to this one.`,
        }
      : {
          zh: `经核实为同一主体，本档案并入档案${otherSubjectId}，后续记入该档案。`,
          en: `This dossier proved to be of the same subject as ${otherSubjectId} and goes on there.`,
        }),
    texts: [reasons(reason), ...evidence(refs)],
  }),
  AgentAuthorized: ({ scope, validFrom, validTo, agentName, evidence: refs }) => {
    const what = { zh: scope.map((s) => AGENT_SCOPES[s]).join('、'), en: scope.join(', ').toLowerCase() };
    return {
      zh: `主体授权代理人办理${what.zh}，自${validFrom}至${validTo}。`,
      en: `The subject authorised an agent for ${what.en} from ${validFrom} to ${validTo}.`,
      texts: [{ zh: '代理人', en: 'Agent', text: agentName, what: 'NAME' }, ...evidence(refs)],
    };
  },
  AgentRevoked: ({ revokedOn }) => ({
    zh: `代理授权于${revokedOn}终止。`,
    en: `The authorisation of an agent ended on ${revokedOn}.`,
  }),
};

export const tellDecision: Tellers<DecisionEvents> = {
  DecisionProposed: ({ decisionKind, content }) => {
    const extra: TimelineText[] = 'facts' in content ? [{ zh: '事实', en: 'Facts', text: content.facts }] : [];
    if (content.kind === 'DOSSIERS_JOINING') extra.push(...evidence(content.evidence ?? []));
    const other = when(content.kind === 'DOSSIERS_JOINING' && content.otherSubjectId, (id) => ({
      zh: `（与档案${id}）`,
      en: ` (with dossier ${id})`,
    }));
    return {
      zh: `经办人提请${DECISIONS[decisionKind].zh}${other.zh}，待审批人决定。`,
      en: `The drafter proposed ${DECISIONS[decisionKind].en}${other.en}; an approver has to decide.`,
      texts: [...extra, reasons(content.reasons)],
      internal: true,
    };
  },
  DecisionRejected: ({ reason }) => ({
    zh: '审批人退回提请，未作决定。',
    en: 'The approver sent the proposal back; nothing was decided.',
    texts: [reasons(reason)],
    internal: true,
  }),
  TaskReassigned: ({ half, toUserId, reason }) => {
    const role = half === 'DRAFTER' ? { zh: '经办人', en: 'drafter' } : { zh: '审批人', en: 'approver' };
    const to = list([toUserId]);
    return {
      zh: `${role.zh}变更为${to.zh}。`,
      en: `The ${role.en} was replaced by ${to.en}.`,
      texts: [reasons(reason)],
      internal: true,
    };
  },
};
