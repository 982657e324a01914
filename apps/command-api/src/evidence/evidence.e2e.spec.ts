import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#libs/access';
import { makeCitizenId } from '#libs/subjects';
import { DRAFTER } from '../../../../libs/batches/src/testing/parts.js';
import { workbook } from '../../../../libs/batches/src/testing/workbook.js';
import { newWorld, type World } from '../batches/testing/world.js';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF 绝密');
const PURPOSE = { purpose: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' } };
const PERSON = { kind: 'CITIZEN_ID', value: makeCitizenId('1980-02-03', 7) } as const;

let world: World;
let subjectId: string;
let entryId: string;

beforeAll(async () => {
  world = await newWorld({ worker: false });
  const { registry, executor } = world.parts.dossiers;
  const given = { actor: DRAFTER, fingerprint: '0'.repeat(64) };
  ({ subjectId } = await registry.registerSubject({
    ...{ ...given, commandId: crypto.randomUUID(), subjectType: 'NATURAL_PERSON', identifier: PERSON, name: '张示范' },
  }));
  const basis = {
    class: 'ADMIN_OR_CRIMINAL',
    docNo: '罚1号',
    issuer: 'A',
    date: '2026-08-01',
    legallyEffective: true,
  } as const;
  const answer = await executor.execute({
    ...{ ...given, commandId: crypto.randomUUID(), subjectId },
    command: {
      type: 'GenerateInitialEntry',
      data: { standardId: 'BLK-1', basis: [basis], facts: '事实', grade: 'SERIOUS', actEndedOn: '2026-06-30' },
    },
  });
  entryId = answer.entryId ?? '';
  const self: Actor = { userId: 'subject-p', kind: 'SUBJECT', roles: ['SUBJECT'], subjectRef: subjectId };
  world.actors.set('self', self);
  world.actors.set('other', { ...self, userId: 'subject-q', subjectRef: crypto.randomUUID() });
});
afterAll(() => world.close());

const add = (file: Uint8Array, as = 'drafter', more: Record<string, string> = {}) =>
  world.upload('/evidence', as, { subjectId, entryId, title: '处罚决定书', ...more }, file);
const download = (docId: string, as: string, body: object = PURPOSE) =>
  world.send('POST', `/evidence/${docId}/download`, as, body);
const storedAt = (sha256: string) => join(world.folder, 'evidence', sha256.slice(0, 2), sha256.slice(2, 4), sha256);

async function serveNotice(): Promise<void> {
  await world.parts.dossiers.executor.execute({
    ...{ subjectId, actor: DRAFTER, commandId: crypto.randomUUID(), fingerprint: '0'.repeat(64) },
    command: {
      type: 'ServePriorNotice',
      data: {
        ...{ entryId, recipientRole: 'SUBJECT', facts: '事实', reasons: '理由', proposedMeasures: [], terms: {} },
        ...{ channel: '邮寄', receiptRef: 'HZ-1' },
      },
    },
  });
}

describe('a document', () => {
  it('is kept encrypted under the hash of what is stored, and given out by a neutral name, registered first', async () => {
    const { status, body } = await add(PDF);
    expect(status).toBe(201);
    expect(body).toMatchObject({ entryId, mediaType: 'application/pdf', size: PDF.length });
    expect((await world.parts.evidence.get(body.sha256)).includes('%PDF')).toBe(false);
    const answer = await download(body.docId, 'drafter');
    expect([answer.status, Buffer.compare(answer.body, PDF)]).toEqual([200, 0]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="evidence-${body.docId}.pdf"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    const { rows } = await world.parts.registers.listLookups({ subjectRef: subjectId });
    expect(rows[0]).toMatchObject({
      userId: 'a-drafter',
      purposeCode: 'DISPUTE_HANDLING',
      fieldsReturned: ['evidence'],
    });
    const { rows: kept } = await world.parts.pool.query('select * from evidence.documents');
    expect(JSON.stringify(kept)).not.toMatch(/处罚决定书|张三/);
  });

  it('is taken by what it holds, not by what it is called', async () => {
    for (const [file, type] of [
      [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), 'image/png'],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]), 'image/jpeg'],
      [Buffer.from(workbook([['a']])), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      [Buffer.from('姓名,金额\n某,1\n'), 'text/plain'],
    ] as const)
      expect((await add(file)).body.mediaType).toBe(type);
    for (const file of [
      Buffer.from('MZ\x90\0 a program'),
      Buffer.from('<html><script>1</script>'),
      Buffer.from('<?xml version="1.0"?><svg/>'),
      Buffer.from('#!/bin/sh\n'),
      Buffer.from('PK\x03\x04 no directory'),
    ]) {
      const { status, body } = await add(file);
      expect([status, body.code]).toEqual([422, 'EVIDENCE_TYPE']);
    }
    expect((await add(Buffer.alloc(0))).body.code).toBe('EVIDENCE_EMPTY');
    const large = await add(Buffer.alloc(100_001, 'a'));
    expect([large.status, large.body.code]).toEqual([413, 'EVIDENCE_TOO_LARGE']);
  });

  it('can be there before the entry that it proves', async () => {
    const commandId = crypto.randomUUID();
    const { body } = await world.upload('/evidence', 'drafter', { subjectId, commandId, title: '判决书' }, PDF);
    const basis = {
      class: 'ADMIN_OR_CRIMINAL',
      docNo: '罚2号',
      issuer: 'A',
      date: '2026-08-01',
      legallyEffective: true,
    } as const;
    const { docId, sha256 } = body;
    const answer = await world.parts.dossiers.executor.execute({
      ...{ subjectId, actor: DRAFTER, commandId, fingerprint: '0'.repeat(64) },
      command: {
        type: 'GenerateInitialEntry',
        data: {
          ...{ standardId: 'BLK-1', basis: [basis], facts: '事实', grade: 'SERIOUS', actEndedOn: '2026-06-30' },
          evidence: [{ docId, sha256, title: '判决书' }],
        },
      },
    });
    expect(answer.entryId).toBe(body.entryId);
    expect((await add(PDF, 'drafter', { commandId })).status).toBe(400);
  });

  it('is seen by unit, supervisor and, when told, the subject, and by nobody else', async () => {
    const { body: open } = await add(PDF);
    const { body: confidential } = await add(PDF, 'drafter', { confidential: 'true' });
    const seen = async (docId: string) => {
      const who = [
        'drafter',
        'approver',
        'supervisor',
        'foreign',
        'foreignOwner',
        'third',
        'other',
        'self',
        'operator',
      ];
      const allowed: string[] = [];
      for (const as of who) {
        const { status, body } = await download(docId, as);
        if (status === 200) allowed.push(as);
        else expect([as, status, body.code]).toEqual([as, 403, 'EVIDENCE_NOT_VISIBLE']);
      }
      return allowed;
    };
    expect(await seen(open.docId)).toEqual(['drafter', 'approver', 'supervisor']);
    expect((await add(PDF, 'self')).body.code).toBe('EVIDENCE_NOT_ALLOWED');
    await serveNotice();
    expect(await seen(open.docId)).toEqual(['drafter', 'approver', 'supervisor', 'self']);
    expect(await seen(confidential.docId)).toEqual(['drafter', 'approver', 'supervisor']);
    expect((await add(PDF, 'self')).status).toBe(201);
    for (const as of ['foreign', 'third', 'other']) expect((await add(PDF, as)).body.code).toBe('EVIDENCE_NOT_ALLOWED');
    const { rows } = await world.parts.registers.listDenied({ code: 'EVIDENCE_NOT_VISIBLE' });
    expect(rows.length).toBeGreaterThan(10);
    const none = await download(crypto.randomUUID(), 'drafter');
    expect([none.status, none.body.code]).toEqual([403, 'EVIDENCE_NOT_VISIBLE']);
  });

  it('about a person is not given to an official without a purpose; the subject needs none', async () => {
    const { body } = await add(PDF);
    expect((await download(body.docId, 'supervisor', {})).body.code).toBe('PURPOSE_REQUIRED');
    expect((await download(body.docId, 'self', {})).status).toBe(200);
    const { rows } = await world.parts.registers.listLookups({ userId: 'subject-p' });
    expect(rows[0]).toMatchObject({ purposeCode: 'OWN_DATA', maskLevel: 'OWN' });
  });

  it('that was altered, cut or lost is not given out', async () => {
    const { body } = await add(PDF);
    const bytes = await world.parts.evidence.get(body.sha256);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(storedAt(body.sha256), bytes);
    const altered = await download(body.docId, 'drafter');
    expect([altered.status, altered.body.code]).toEqual([500, 'EVIDENCE_DAMAGED']);
    await world.parts.evidence.delete(body.sha256);
    expect((await download(body.docId, 'drafter')).body.code).toBe('EVIDENCE_DAMAGED');
    // Another document put in its place has another hash.
    const { body: other } = await add(PDF);
    await writeFile(storedAt(other.sha256), await world.parts.evidence.get((await add(PDF)).body.sha256));
    expect((await download(other.docId, 'drafter')).body.code).toBe('EVIDENCE_DAMAGED');
  });

  it('is gone with the key of its entry', async () => {
    const { body } = await add(PDF);
    await world.parts.vault.destroyKey(subjectId, entryId);
    const answer = await download(body.docId, 'drafter');
    expect([answer.status, answer.body.code]).toEqual([410, 'ERASED']);
    await world.parts.evidence.delete(body.sha256);
    expect((await download(body.docId, 'drafter')).body.code).toBe('ERASED');
    const late = await add(PDF);
    expect([late.status, late.body.code]).toEqual([410, 'RETENTION_OVER']);
  });
});
