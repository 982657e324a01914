import { daysAgo } from '../crash/setting.js';
import type { Answer, Client } from '../crash/client.js';
import type { Canaries } from './canaries.js';
import { stranger } from './people.js';

/** What was handed in as files. */
export interface HandedIn {
  readonly batchId: string;
  /** Batch of an act on the entries of the list. */
  readonly actId: string;
  readonly docId: string;
}

const HEADER =
  'subjectType,identifierKind,identifier,name,basisClass,basisDocNo,basisIssuer,basisDate,legallyEffective,facts,grade,actEndedOn';

function formOf(fields: Readonly<Record<string, string>>, file: string, fileName: string): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.set(name, text);
  form.set('file', new Blob([file]), fileName);
  return form;
}

/** A row about a natural person who has never been heard of; what is given takes the place of what would be right. */
function rowOf(
  canaries: Canaries,
  what: string,
  given: { docNo: string; date?: string; wrongDigit?: true; formula?: true },
): string {
  const { identifier, name } = stranger(canaries, what);
  const { docNo, date = daysAgo(60), wrongDigit = false, formula = false } = given;
  const number = wrongDigit
    ? canaries.given(
        `${what}: wrong digit`,
        identifier.value.replace(/.$/, (c) => (c === '1' ? '2' : '1')),
      )
    : identifier.value;
  const basis = `ADMIN_OR_CRIMINAL,${docNo},示范市市场监管局,${date},true`;
  const facts = `${formula ? '=' : ''}${canaries.text(`${what}: facts`)}`;
  return `NATURAL_PERSON,CITIZEN_ID,${number},${name},${basis},${facts},SERIOUS,${daysAgo(120)}`;
}

/** An uploaded list of persons, some rows wrong; an act on it with reasons; and a document of an entry. */
export async function handIn(
  client: Client,
  canaries: Canaries,
  { subjectId, entryId }: { readonly subjectId: string; readonly entryId: string },
): Promise<HandedIn> {
  const sent = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await client.request('POST', path, 'a-drafter', body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body as Record<string, string>;
  };
  const ended = async (batchId: string): Promise<Record<string, unknown>> => {
    await client.request('GET', `/batches/${batchId}/events`, 'a-drafter');
    return (await client.request('GET', `/batches/${batchId}`, 'a-drafter')).body as Record<string, unknown>;
  };
  const list = [
    HEADER,
    rowOf(canaries, 'list: accepted', { docNo: '市监罚〔2026〕701号' }),
    rowOf(canaries, 'list: check digit', { docNo: '市监罚〔2026〕702号', wrongDigit: true }),
    rowOf(canaries, 'list: date', { docNo: '市监罚〔2026〕703号', date: canaries.text('list: no date') }),
    rowOf(canaries, 'list: formula', { docNo: '市监罚〔2026〕705号', formula: true }),
  ].join('\n');
  const fields = { standardId: 'BLK-1', mode: 'import' };
  const { batchId = '' } = await sent('/batches', formOf(fields, list, `${canaries.text('list: file name')}.csv`));
  const batch = await ended(batchId);
  if (batch['state'] !== 'DONE' || batch['accepted'] === 0 || batch['refused'] === 0)
    throw new Error(`the list: ${JSON.stringify(batch)}`);

  const terms = { validity: { value: 3, unit: 'YEAR' }, repairMethods: ['主动纠正失信行为'] };
  const { batchId: actId = '' } = await sent('/list-acts', {
    ...{ act: 'PROPOSE_RECOGNITION', filter: { batchId } },
    parameters: { terms, reasons: canaries.text('list act: reasons') },
  });
  await ended(actId);

  const title = canaries.text('document: title');
  const bytes = `${canaries.text('document: bytes')}\n`.repeat(50);
  const document = formOf({ subjectId, entryId, title }, bytes, `${canaries.text('document: file name')}.txt`);
  const { docId = '' } = await sent('/evidence', document);
  return { batchId, actId, docId };
}

/** Wrong files and forms, full of canaries; what is answered to them. */
export function provokeUploadErrors(client: Client, canaries: Canaries, subjectId: string): Promise<readonly Answer[]> {
  const text = (what: string): string => canaries.text(`error: ${what}`);
  const fields = { standardId: 'BLK-1', mode: 'import' };
  const upload = (path: string, form: FormData, as = 'a-drafter') => client.request('POST', path, as, form);
  const row = (what: string): string => rowOf(canaries, `error: ${what}`, { docNo: '市监罚〔2026〕704号' });
  return Promise.all([
    upload('/batches', formOf(fields, `${text('column')},name\n1,2`, 'list.csv')),
    upload('/batches', formOf(fields, `${HEADER}\n${row('broken list')}\n"${text('broken cell')}`, 'list.csv')),
    upload('/batches', formOf(fields, `PK\x03\x04${text('no workbook')}`, `${text('workbook name')}.xlsx`)),
    upload('/batches', formOf({ ...fields, mode: text('mode') }, `${HEADER}\n${row('mode')}`, 'list.csv')),
    upload('/batches', formOf(fields, `${HEADER}\n${row('foreign')}`, 'list.csv'), 'b-drafter'),
    upload('/batches', formOf({ ...fields, standardId: 'NONE' }, `${HEADER}\n${row('standard')}`, 'list.csv')),
    upload('/evidence', formOf({ subjectId, entryId: text('entry') }, text('bytes'), `${text('name')}.txt`)),
    upload('/evidence', formOf({ subjectId, title: text('title') }, `<script>${text('page')}`, 'page.html')),
    client.request('POST', `/evidence/${encodeURIComponent(text('document id'))}/download`, 'a-drafter', {}),
    client.request('GET', `/batches/${encodeURIComponent(text('batch id'))}/rows`, 'a-drafter'),
  ]);
}
