import { createHash } from 'node:crypto';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { P, Y } from '../support/office.js';
import type { Actor, Answer, Product } from '../support/product.js';

/* Specification 6.2: every question that is put for a purpose, and the state in which each of them has an answer. */

export const HANDLING = { purposeCode: 'DISPUTE_HANDLING', matterNo: '市监信异〔2026〕1号' };

/** Asked by somebody who may, with all that it needs beside the purpose. */
export type Question = readonly [who: string, path: string, body: object];

export interface LookedUp {
  /** By the name of the operation in the OpenAPI document. */
  readonly questions: Readonly<Record<string, Question>>;
  /** The document of the entry's case. */
  readonly docId: string;
}

const COMPLAINT = '窗口三次拒收本人的修复申请';
const REPORT = '转让激励资格时只有举报人在场';
const INFORMANT = '鲍密告';
const UNSEALING = '须核实合同签订的时间';
const OBJECTION = '案款已于九月履行完毕';
const COURT_CASE = '（2026）宁01执2号';
const MEMBER_CASE = '建协惩字〔2026〕4号';
/** What the answers tell, and no refusal. */
export const TOLD: readonly string[] = [COMPLAINT, REPORT, INFORMANT, UNSEALING, OBJECTION, COURT_CASE, MEMBER_CASE];

const HEADER = 'ref,subjectType,identifierKind,identifier,name,listedOn,validTo,decisionNo,grounds';
const LIST = {
  ...{ title: '失信名单', listKind: 'BLACK', legalSource: '法释〔2017〕7号', contact: '0951-0000000' },
  bounds: { minRows: 1, maxRows: 10, maxRemovedShare: 0.5, maxInvalidShare: 0.5 },
  ownerMask: { wholeName: false, identifierHead: 4, identifierTail: 4 },
};
const MIRRORED = { ...LIST, owner: { name: '示范市中级人民法院' }, answerWithinDays: 15 };
const REFERENCE = { ...LIST, ownerName: '示范市建筑业协会' };

/** Brings about what is asked for: of P, whose entry it is, of a report, and of a text that was shown. */
export async function lookupQuestions(product: Product, entry: ListEntry): Promise<LookedUp> {
  const { subjectId } = entry.dossier;
  const identifier = { kind: P.type, value: P.value };
  const docId = await uploaded(product, entry);
  const paperId = await noticed(product, entry);
  const complaintId = await complained(product, entry);
  const reportId = await unsealed(product);
  const publication = await publicized(product);
  const listId = await forwarded(product);
  await onReferenceList(product);
  const asked = await post(product.as('a-handler'), '/decisions', { identifier, purpose: HANDLING });
  const { receipt } = asked.body as { receipt: string };
  return {
    docId,
    questions: {
      askDecision: ['a-handler', '/decisions', { identifier }],
      askReference: ['a-handler', '/reference-hits', { identifier }],
      DownloadEvidence: ['a-drafter', `/evidence/${docId}/download`, {}],
      exportList: ['a-drafter', '/lists/black/export', { format: 'NDJSON', status: 'ALL' }],
      lookUpPaper: ['a-drafter', `${entry.path}/papers/${paperId}/look-up`, {}],
      LookUpSubject: ['a-handler', '/subjects/lookup', { identifier }],
      readComplaintFile: ['a-handler', `/complaints/${complaintId}/file`, {}],
      ReadInformant: ['a-handler', `/reports/${reportId}/informant`, {}],
      ReadReportFacts: ['a-handler', `/reports/${reportId}/facts`, {}],
      ReadUnsealings: ['privacy-reviewer', `/reports/${reportId}/unsealings`, {}],
      ReproduceShownText: ['a-drafter', `${publication}/text`, {}],
      searchEntries: ['a-handler', `/subjects/${subjectId}/entries/search`, {}],
      searchForwardings: ['a-handler', `/external-lists/${listId}/forwardings/search`, {}],
      searchTimeline: ['a-handler', `/subjects/${subjectId}/timeline/search`, {}],
      verifyReceipt: ['a-handler', '/decisions/receipts/verification', { receipt, identifier }],
    },
  };
}

/** @throws Error where it is refused */
async function post(who: Actor, path: string, body: object): Promise<Answer> {
  return accepted(path, await who.send('POST', path, body));
}

/** Fields and one file, as a form. @throws Error where it is refused */
async function upload(
  who: Actor,
  path: string,
  fields: Readonly<Record<string, string>>,
  file: readonly [name: string, content: string],
): Promise<Answer> {
  const part = (name: string, text: string, more = ''): string =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
  const form = Object.entries(fields).map(([name, text]) => part(name, text));
  const body = [...form, part('file', file[1], `; filename="${file[0]}"`), '--edge--\r\n'].join('');
  const type = { 'content-type': 'multipart/form-data; boundary=edge' };
  return accepted(path, await who.send('POST', path, Buffer.from(body), type));
}

function accepted(path: string, answer: Answer): Answer {
  if (answer.status > 202) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer;
}

async function uploaded(product: Product, { dossier, entryId }: ListEntry): Promise<string> {
  const fields = { subjectId: dossier.subjectId, entryId, title: '询问笔录' };
  const { body } = await upload(product.as('a-drafter'), '/evidence', fields, ['a.pdf', '%PDF-1.4 的笔录']);
  return body.docId as string;
}

/** P is served a prior notice. Its paper. */
async function noticed(product: Product, entry: ListEntry): Promise<string> {
  await entry.given('drafter', 'ServePriorNotice', { terms: {} });
  await product.settled();
  const { body } = await product.as('a-drafter').get(`${entry.path}/papers`);
  return body.items[0].paperId as string;
}

/** P complains about unit B, and unit A is to answer. */
async function complained(product: Product, { dossier, entryId }: ListEntry): Promise<string> {
  const { body } = await post(dossier.self, '/complaints', {
    ...{ unitId: 'unit-b', conduct: ['REFUSAL'], standing: 'SUBJECT', channel: 'portal' },
    ...{ text: COMPLAINT, matter: { subjectId: dossier.subjectId, entryId } },
  });
  await post(product.as('o-officer'), `/complaints/${body.id}/assignment`, { unitId: 'unit-a' });
  return body.id as string;
}

/** A report that unit A deals with, and whose informant its handler and the privacy reviewer may see for a day. */
async function unsealed(product: Product): Promise<string> {
  const office = product.as('o-officer');
  await post(product.anybody, '/public/reports', {
    ...{ kind: 'IMPROPER_USE', channel: 'portal', facts: { text: REPORT } },
    informant: { name: INFORMANT, contact: '13766665555' },
  });
  await product.settled();
  const { reportId } = (await office.get('/reports')).body.items[0] as { reportId: string };
  await post(office, `/reports/${reportId}/forwarding`, { unitId: 'unit-a' });
  const proposed = await post(product.as('a-handler'), `/reports/${reportId}/proposals/unsealing`, {
    reason: UNSEALING,
  });
  const { proposalId } = proposed.body.created as { proposalId: string };
  await post(product.as('privacy-reviewer'), `/reports/${reportId}/unsealing`, { proposalId });
  return reportId;
}

/** The address of a publicity of unit A. */
async function publicized(product: Product): Promise<string> {
  const red = await (await Dossier.of(product, Y, '示范乙企业')).entry('RED-1');
  await red.publicity();
  return `${red.path}/publications/${red.id('publicityId')}`;
}

/** P stands on a mirrored list and objects to that. The list. */
async function forwarded(product: Product): Promise<string> {
  const operator = product.as('platform-operator');
  const listId = await delivered(operator, '/mirrored-lists', MIRRORED, COURT_CASE);
  await product.waitFor();
  const { body } = await operator.get(`/external-lists/${listId}/entries`);
  const { entryId } = body.items[0] as { entryId: string };
  const path = `/external-lists/${listId}/entries/${entryId}/objections`;
  await post(product.asPerson(P), path, { text: OBJECTION });
  await product.settled();
  return listId;
}

async function onReferenceList(product: Product): Promise<void> {
  const token = await product.sign({ sub: 'association', unit: 'unit-c', roles: ['SOCIAL_ORGANISATION'] });
  await delivered(product.withToken(token), '/reference-lists', REFERENCE, MEMBER_CASE);
  await product.settled();
}

/** Registers a list and delivers its first version, with P on it; returns when it was judged. */
async function delivered(who: Actor, path: string, list: object, decisionNo: string): Promise<string> {
  const { id } = (await post(who, path, list)).body as { id: string };
  const csv = [HEADER, `A-1,自然人,身份证,${P.value},韩示范,2026-07-02,,${decisionNo},违反限制消费令`, ''].join('\n');
  const fields = { version: '1', sha256: createHash('sha256').update(csv).digest('hex') };
  const deliveries = `/external-lists/${id}/deliveries`;
  const { deliveryId } = (await upload(who, deliveries, fields, ['list.csv', csv])).body as { deliveryId: string };
  const limit = performance.now() + 20_000;
  for (;;) {
    const { job } = (await who.get(`${deliveries}/${deliveryId}/progress`)).body as { job: string };
    if (job === 'DONE') return id;
    if (job === 'FAILED' || performance.now() > limit) throw new Error(`${path}: the delivery is ${job}`);
  }
}
