import { addDays } from '#libs/rules';
import { PURPOSE } from '../canary/story.js';
import type { Client } from '../crash/client.js';

const EXPORTING = { purposeCode: 'LIST_EXPORT', matterNo: '市监信报〔2026〕1号' };
/** Of the account `subject-x`. */
const X = { kind: 'USCC', value: '91640100MA00TE5T0A' };

/** Grants and an export under one, a review, and what a subject sees of it: no example brings these about alone. */
export async function walkTheRegister(client: Client): Promise<void> {
  const done = async (path: string, body?: object, as = 'a-drafter') =>
    (await client.command(path, body, as)).answer.body as { id: string; subjectId: string; position: string };
  // The clock of the product has been moved meanwhile.
  const { today } = (await client.request('GET', '/lists/red', 'supervisor')).body as { today: string };
  const requested = async (kind: string, purpose: object): Promise<string> => {
    const days = { from: today, until: addDays(today, 20) };
    return `/grants/${(await done('/grants', { kind, ...purpose, ...days, reason: '核对身份' })).id}`;
  };
  await done(`${await requested('BULK', PURPOSE)}/refusal`, { reason: '可逐人查询' }, 'privacy-reviewer');
  const grant = await requested('EXPORT', EXPORTING);
  const { position } = await done(`${grant}/approval`, undefined, 'privacy-reviewer');
  // A read model names the grant.
  await client.request('GET', `/grants?after=${position}`, 'privacy-reviewer');
  const list = { purpose: EXPORTING, format: 'CSV', status: 'ALL' };
  await client.request('POST', '/lists/black/export', 'a-drafter', list);
  await done(`${grant}/revocation`, { reason: '已完成' }, 'privacy-reviewer');

  const { subjectId, ...registered } = await done('/subjects', {
    subjectType: 'ENTERPRISE',
    identifier: X,
    name: '甲',
  });
  const asked = { purpose: PURPOSE, after: registered.position };
  const { body } = await client.request('POST', `/subjects/${subjectId}/timeline/search`, 'supervisor', asked);
  const { queryId } = body as { queryId?: string };
  await done(`/lookups/${queryId ?? ''}/review`, { result: 'PROPER', action: 'NONE' }, 'privacy-reviewer');
  await client.request('GET', `/subjects/${subjectId}/lookups`, 'subject-x');
}
