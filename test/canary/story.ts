import { randomInt } from 'node:crypto';
import { DEMONSTRATION_MATTERS } from '#libs/access';
import { makeUscc } from '#libs/subjects';
import { BLK_1, FOC_1 } from '../../libs/rules/src/testing/standards.js';
import type { Answer, Client } from '../crash/client.js';
import { daysAgo } from '../crash/setting.js';
import { standardOnPaper } from '../support/standard-on-paper.js';
import { handIn, provokeUploadErrors, type HandedIn } from './bulk.js';
import type { Canaries } from './canaries.js';
import { complainAndReport, type Complained } from './complaints.js';
import { stranger } from './people.js';

const A_LAW = { title: '某法', level: 'LAW', article: '第一条' } as const;
const LAWFUL = { docNo: '市监罚〔2026〕9号', issuer: '示范市市场监管局', legallyEffective: true };
export const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '市监信异〔2026〕1号' };
const DOCUMENT = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';
const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Those who look somebody up in the tests. */
const UNITS = { 'unit-a': '示范市市场监管局', 'unit-c': '示范市交易中心', 'unit-s': '示范市政府督查室' };

/** Where the story left off. */
export interface Told {
  readonly subjectId: string;
  /** Address of the person's entry. */
  readonly entry: string;
  readonly handedIn: HandedIn;
  readonly complained: Complained;
  /** Of the last event. */
  readonly position: string;
}

/** Units, channels and the standards; they name no person. Persons may be published by law here. */
export async function setTheStage(client: Client): Promise<void> {
  const done = (path: string, body: object, as = 'o-officer') => client.command(path, body, as);
  for (const [unitId, name] of Object.entries(UNITS))
    await done('/units', { unitId, name, queryMatters: DEMONSTRATION_MATTERS });
  const portal = { kind: 'UNIT_PORTAL', unitId: 'unit-a', name: '单位门户', mode: 'MANUAL' };
  await done('/channels', { channelId: 'unit-portal', ...portal });
  await done('/channels', { channelId: 'credit-china', kind: 'CREDIT_PORTAL', name: '信用门户', mode: 'MANUAL' });
  await done('/channels', { channelId: 'gsxt', kind: 'ENTERPRISE_PUBLICITY', name: '公示系统', mode: 'MANUAL' });
  const black = { ...BLK_1, naturalPersonPublication: { allowed: true, basis: A_LAW } };
  for (const [standardId, content] of Object.entries({ 'FOC-1': FOC_1, 'BLK-1': black })) {
    for (const { who, path, body } of standardOnPaper(standardId, content, daysAgo(0))) await done(path, body, who);
  }
}

/**
 * A natural person is put on the black list, with a notice, a statement, a published decision, an objection and its
 * decision; a list and a document are handed in; an enterprise has a responsible person; somebody complains, and somebody reports. Whatever is personal or free text in it is a canary.
 */
export async function tellTheStory(client: Client, canaries: Canaries): Promise<Told> {
  const text = (what: string): string => canaries.text(what);
  const evidence = (what: string) => [{ docId: DOCUMENT, sha256: HASH, title: text(`${what}: evidence title`) }];
  const done = async (path: string, body?: object, as = 'a-drafter') =>
    (await client.command(path, body, as)).answer.body as Record<string, string> & { created: Record<string, string> };

  const person = stranger(canaries, 'subject');
  const { subjectId = '' } = await done('/subjects', { subjectType: 'NATURAL_PERSON', ...person });
  const { identifier, name } = stranger(canaries, 'agent');
  await done(`/subjects/${subjectId}/agents`, {
    ...{ agent: { identifier, name }, scope: ['REPAIR'], validFrom: daysAgo(0), validTo: daysAgo(-300) },
    evidence: evidence('agent'),
  });
  const { entryId = '' } = await done(`/subjects/${subjectId}/entries`, {
    ...{ standardId: 'BLK-1', basis: [{ ...LAWFUL, class: 'ADMIN_OR_CRIMINAL', date: daysAgo(60) }] },
    ...{ facts: text('facts'), evidence: evidence('facts'), grade: 'SERIOUS', actEndedOn: daysAgo(120) },
  });
  const entry = `/subjects/${subjectId}/entries/${entryId}`;
  const terms = { validity: { value: 3, unit: 'YEAR' }, repairMethods: ['主动纠正失信行为'] };
  await done(`${entry}/prior-notices`, {
    ...{ recipientRole: 'SUBJECT', facts: text('notice: facts'), reasons: text('notice: reasons'), terms },
    ...{ proposedMeasures: ['限制参与政府采购'], channel: 'counter', receiptRef: 'SD-1' },
  });
  const statement = await done(`${entry}/statements`, {
    ...{ text: text('statement'), evidence: evidence('statement'), onBehalfOf: person.identifier },
  });
  await done(`${entry}/statements/${statement.created['statementId'] ?? ''}/consideration`, {
    ...{ result: 'NOT_ADOPTED', reasons: text('consideration: reasons') },
  });
  await waitOutTheStatementPeriod(client);

  const propose = () => done(`${entry}/proposals/recognition`, { terms, reasons: text('proposal: reasons') });
  const rejected = await propose();
  const proposalOf = ({ created }: { created: Record<string, string> }): string => created['proposalId'] ?? '';
  await done(`${entry}/proposals/${proposalOf(rejected)}/rejection`, { reason: text('rejection') }, 'a-approver');
  const proposed = await propose();
  await done(
    `${entry}/recognition`,
    { proposalId: proposalOf(proposed), decisionNo: '市监信〔2026〕31号' },
    'a-approver',
  );
  await done(`${entry}/decision-service`, { channel: 'counter', receiptRef: 'SD-2' });
  const preview = await client.request('POST', `${entry}/shown-text`, 'a-drafter', { kind: 'PUBLICATION' });
  await done(`${entry}/publication`, {
    ...{ channels: ['unit-portal', 'credit-china', 'gsxt'].map((channelId) => ({ channelId })), authority: A_LAW },
    approvedContentHash: (preview.body as { contentHash: string }).contentHash,
    confirmedFindings: (preview.body as { findings: { findingId: string }[] }).findings.map((one) => one.findingId),
  });

  const contact = canaries.given('objector: telephone', `139${randomInt(10_000_000, 99_999_999)}`);
  const objection = () => ({
    ...{ objector: person, contact, standing: 'SUBJECT', grounds: ['FACTS_WRONG'], channel: 'counter' },
    ...{ text: text('objection'), reliefSought: text('relief sought'), evidence: evidence('objection') },
  });
  const filed = await done(`${entry}/objections`, objection(), 'a-handler');
  const objectionId = filed.created['objectionId'] ?? '';
  await done(`${entry}/objections/${objectionId}/acceptance`, {}, 'a-handler');
  await done(
    `${entry}/cases/${objectionId}/referral`,
    { providerUnitId: 'unit-c', questions: text('questions') },
    'a-handler',
  );
  await done(
    `${entry}/cases/${objectionId}/reply`,
    { finding: 'ACCURATE', facts: text('reply: facts'), evidence: evidence('reply') },
    'c-provider',
  );
  await done(
    `${entry}/objections/${objectionId}/decision`,
    { outcome: 'DISMISSED', reasons: text('objection decision: reasons') },
    'a-head',
  );
  await done(`${entry}/objections/${objectionId}/notification`, { channel: 'counter' }, 'a-handler');
  await done(`/subjects/${subjectId}/names`, {
    ...{ name: canaries.name('subject: new name'), renamedOn: daysAgo(0), evidence: evidence('new name') },
  });
  const handedIn = await handIn(client, canaries, { subjectId, entryId });
  const complained = await complainAndReport(client, canaries, { subjectId, entryId });
  const position = await enterpriseWithPerson(canaries, done);
  return { subjectId, entry, handedIn, complained, position };
}

/** The name of the enterprise is public, and no canary. */
async function enterpriseWithPerson(
  canaries: Canaries,
  done: (path: string, body?: object, as?: string) => Promise<Record<string, string>>,
): Promise<string> {
  const identifier = { kind: 'USCC', value: makeUscc(700_001) };
  const { subjectId = '' } = await done('/subjects', {
    subjectType: 'ENTERPRISE',
    identifier,
    name: '公开名称有限公司',
  });
  const { entryId = '' } = await done(`/subjects/${subjectId}/entries`, {
    ...{ standardId: 'BLK-1', basis: [{ ...LAWFUL, class: 'ADMIN_OR_CRIMINAL', date: daysAgo(60) }] },
    ...{ facts: canaries.text('enterprise: facts'), grade: 'SERIOUS', actEndedOn: daysAgo(120) },
  });
  const entry = `/subjects/${subjectId}/entries/${entryId}`;
  await done(`${entry}/responsible-persons`, {
    ...{ person: stranger(canaries, 'responsible person'), capacity: 'LEGAL_REPRESENTATIVE' },
    ...{ fromDate: '2020-01-01', basisDocNo: '市监罚〔2026〕9号', measuresExtend: false },
  });
  const last = await done(`${entry}/withdrawal`, { reason: canaries.text('withdrawal') });
  return last['position'] ?? '';
}

async function waitOutTheStatementPeriod(client: Client): Promise<void> {
  const now = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const answer = await client.request('POST', '/demo/clock', 'platform-operator', { now });
  if (answer.status !== 200) throw new Error(`the clock: ${answer.status} ${answer.text}`);
}

/** Wrong requests of every kind, full of canaries; what is answered to them. */
export async function provokeErrors(client: Client, canaries: Canaries, told: Told): Promise<readonly Answer[]> {
  const text = (what: string): string => canaries.text(`error: ${what}`);
  const url = (what: string): string => encodeURIComponent(text(what));
  const { identifier, name } = stranger(canaries, 'error: person');
  const wrongDigit = canaries.given(
    'error: wrong check digit',
    identifier.value.replace(/.$/, (c) => (c === '1' ? '2' : '1')),
  );
  const post = (path: string, body?: object, as: string | undefined = 'a-drafter', headers: object = {}) =>
    client.request('POST', path, as, body, headers);
  const raw = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(client.base + path, { method: 'POST', ...init });
    return { status: answer.status, headers: answer.headers, text: await answer.text(), body: undefined };
  };
  const json = { 'content-type': 'application/json' };
  const { entry, subjectId } = told;
  return [
    ...(await provokeUploadErrors(client, canaries, subjectId)),
    await post('/subjects', { subjectType: 'NATURAL_PERSON', identifier: { ...identifier, value: wrongDigit }, name }),
    await post('/subjects', { subjectType: 'ENTERPRISE', identifier, name }),
    await post('/subjects', { subjectType: text('choice'), identifier: text('shape'), name: text('long').repeat(20) }),
    await post('/subjects', {
      subjectType: 'NATURAL_PERSON',
      identifier,
      name,
      [text('unknown field')]: text('unknown value'),
    }),
    await post('/subjects/lookup', { identifier, purpose: PURPOSE }),
    await post('/subjects/lookup', { identifier, purpose: { ...PURPOSE, matterNo: identifier.value } }),
    await post('/subjects/lookup', { identifier, purpose: { ...PURPOSE, purposeCode: text('purpose') } }),
    await post(`${entry}/withdrawal`, { reason: text('foreign unit') }, 'b-drafter'),
    await post(`${entry}/withdrawal`, { reason: text('wrong role') }, 'supervisor'),
    await post(`${entry}/withdrawal`, { reason: text('wrong state') }),
    await post(`${entry}/withdrawal`, { reason: text('no token') }, undefined),
    await post(`${entry}/withdrawal`, { reason: text('stale') }, 'a-drafter', { 'if-match': '"1"' }),
    await post(`${entry}/withdrawal`, { reason: text('key') }, 'a-drafter', { 'idempotency-key': url('key header') }),
    await post(`${entry}/withdrawal`, { reason: text('revision') }, 'a-drafter', {
      'if-match': url('revision header'),
    }),
    await post(`${entry}/statements/${url('statement id')}/consideration`, { result: 'ADOPTED', reasons: text('id') }),
    await post(`/subjects/${url('subject id')}/entries`, { facts: text('subject id') }),
    await post('/demo/tokens', { officialId: text('account') }, undefined),
    await post('/public/reports/state', { reportCode: text('report code').slice(0, 50) }, undefined),
    await post('/public/reports', { kind: text('report kind'), facts: { text: text('report') }, channel: 'portal' }),
    await post('/complaints', { unitId: 'nobody', text: text('complaint') }, 'third-party'),
    await post(`/reports/${told.complained.reportId}/proposals/unsealing`, { reason: text('unsealing') }, 'b-drafter'),
    await post(`/${url('nowhere')}?name=${url('nowhere, question')}`, { name }),
    await client.request('GET', `/subjects/${url('read subject')}`, 'a-drafter'),
    await client.request('GET', `/subjects/${subjectId}?asOf=${url('as of')}`, 'a-drafter'),
    await client.request('GET', `/lists/black?cursor=${url('cursor')}`, 'a-drafter'),
    await client.request('GET', `/lists/${url('list')}`, 'a-drafter'),
    await client.request('GET', `/public/lists/black?q=${encodeURIComponent(name)}`),
    await client.request('GET', `/public/lists/black?q=${encodeURIComponent(identifier.value)}`),
    await client.request('GET', `/public/lists/black?${url('parameter')}=1`),
    await client.request('GET', '/lists/black', 'a-drafter', undefined, { accept: url('accept') }),
    await client.request('DELETE', `/subjects/${url('method')}`, 'a-drafter'),
    await raw('/subjects', { headers: json, body: `{"name":"${text('broken json')}` }),
    await raw('/subjects', { headers: json, body: `{"name":"${text('large').repeat(60_000)}"}` }),
    await raw('/subjects', { headers: { 'content-type': 'text/plain' }, body: text('plain text') }),
    await raw('/subjects', { headers: { 'content-type': url('content type') }, body: text('strange type') }),
    await raw('/subjects', { headers: { ...json, authorization: `Bearer ${url('token')}` }, body: '{}' }),
    await raw(`/%zz${url('undecodable')}`, { headers: json, body: '{}' }),
  ];
}
