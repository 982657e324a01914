import { randomInt } from 'node:crypto';
import type { Client } from '../crash/client.js';
import type { Canaries } from './canaries.js';
import { stranger } from './people.js';

const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '市监信诉〔2026〕1号' };
/** Nobody is there: what would be delivered stays where it is. */
const RECEIVER = 'https://receiver.invalid/hook';

/** A complaint and a report as they were left. */
export interface Complained {
  readonly complaintId: string;
  readonly reportId: string;
}

/**
 * Somebody complains about unit C and says that data are wrong; somebody else reports, adds facts, and is unsealed and
 * answered. A webhook is registered, whose secret is shown once.
 */
export async function complainAndReport(
  client: Client,
  canaries: Canaries,
  matter: { readonly subjectId: string; readonly entryId: string },
): Promise<Complained> {
  const text = (what: string): string => canaries.text(what);
  const telephone = (what: string): string => canaries.given(what, `137${randomInt(10_000_000, 99_999_999)}`);
  const done = async (path: string, body: object, as: string) => (await client.command(path, body, as)).answer.body;

  const complaint = await done(
    '/complaints',
    {
      ...{ unitId: 'unit-c', conduct: ['DELAY'], standing: 'THIRD_PARTY', channel: 'counter', matter },
      ...{ complainant: stranger(canaries, 'complainant').identifier, contact: telephone('complainant: telephone') },
      ...{ text: text('complaint'), wrongData: { fields: ['FACTS'], allegedError: text('complaint: alleged error') } },
    },
    'a-handler',
  );
  const complaintId = complaint.id as string;

  const received = await client.request('POST', '/public/reports', 'c-implementer', {
    ...{ kind: 'IMPROPER_USE', channel: 'portal' },
    facts: { text: text('report: facts'), about: text('report: about') },
    informant: { name: canaries.name('informant: name'), contact: telephone('informant: telephone') },
  });
  const reportCode = canaries.given('report: code', (received.body as { reportCode: string }).reportCode);
  canaries.given('report: code, bare', reportCode.replaceAll('-', ''));
  const more = { reportCode, facts: { text: text('report: further facts') } };
  await client.request('POST', '/public/reports/facts', undefined, more);
  // What was reported before is in the read model with it.
  const assigned = await done(`/complaints/${complaintId}/assignment`, { unitId: 'unit-a' }, 'o-officer');
  const answer = { reasons: text('complaint: reasons'), remedyInfo: text('complaint: remedies') };
  await done(`/complaints/${complaintId}/decision`, { result: 'SUBSTANTIATED', ...answer }, 'a-handler');
  const { body } = await client.request('GET', `/reports?after=${assigned.position as string}`, 'o-officer');
  const { items } = body as { items: { reportId: string }[] };
  const on = `/reports/${items[0]?.reportId ?? ''}`;
  await done(`${on}/forwarding`, { unitId: 'unit-a' }, 'o-officer');
  await client.request('POST', `${on}/facts`, 'a-handler', { purpose: PURPOSE });
  const proposed = await done(`${on}/proposals/unsealing`, { reason: text('unsealing: reason') }, 'a-handler');
  const { proposalId } = proposed.created as { proposalId: string };
  await done(`${on}/unsealing`, { proposalId }, 'privacy-reviewer');
  await client.request('POST', `${on}/informant`, 'a-handler', { purpose: PURPOSE });
  await done(`${on}/result`, { result: 'ACTED_UPON', text: text('report: result') }, 'a-handler');
  await client.request('POST', '/public/reports/state', undefined, { reportCode });

  const webhook = await done(
    '/webhooks',
    { url: RECEIVER, consumerUnitId: 'unit-c', listKinds: ['RED', 'BLACK'], startFrom: 'BEGINNING' },
    'platform-operator',
  );
  canaries.given('webhook secret', (webhook.secret as string).replace('whsec_', ''));
  return { complaintId, reportId: items[0]?.reportId ?? '' };
}
