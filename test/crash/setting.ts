import { makeUscc } from '#libs/subjects';
import { BLK_1, FOC_1, RED_1 } from '../../libs/rules/src/testing/standards.js';
import { standardOnPaper } from '../support/standard-on-paper.js';
import type { Client } from './client.js';

const DAY_MS = 86_400_000;

/** The date in Shanghai so many days ago. */
export function daysAgo(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 - days * DAY_MS).toISOString().slice(0, 10);
}

/** Units, channels and the three standards of the scenarios, in force. */
export async function publishReferenceData(client: Client): Promise<void> {
  for (const [unitId, name] of [
    ['unit-a', '示范市市场监管局'],
    ['unit-b', '示范市税务局'],
  ]) {
    await client.command('/units', { unitId, name }, 'o-officer');
  }
  for (const [channelId, kind, more] of [
    ['unit-portal', 'UNIT_PORTAL', { unitId: 'unit-a' }],
    ['credit-china', 'CREDIT_PORTAL', {}],
    ['gsxt', 'ENTERPRISE_PUBLICITY', {}],
  ] as const) {
    await client.command('/channels', { channelId, kind, name: channelId, mode: 'MANUAL', ...more }, 'o-officer');
  }
  for (const [standardId, content] of Object.entries({ 'RED-1': RED_1, 'FOC-1': FOC_1, 'BLK-1': BLK_1 })) {
    for (const { who, path, body } of standardOnPaper(standardId, content, daysAgo(0)))
      await client.command(path, body, who);
  }
}

/** The first three acts of a black entry: each only knows what the one before was answered. */
export function initialActs(number: number): readonly ((before: { subjectId?: string; entryId?: string }) => {
  readonly path: string;
  readonly body: object;
})[] {
  return [
    () => ({
      path: '/subjects',
      body: {
        subjectType: 'ENTERPRISE',
        identifier: { kind: 'USCC', value: makeUscc(500_000 + number) },
        name: `演示${number}号有限公司`,
      },
    }),
    ({ subjectId }) => ({
      path: `/subjects/${subjectId ?? ''}/entries`,
      body: {
        standardId: 'BLK-1',
        basis: [
          {
            class: 'ADMIN_OR_CRIMINAL',
            docNo: `市监罚〔2026〕${number}号`,
            issuer: '示范市市场监管局',
            date: daysAgo(60),
            legallyEffective: true,
          },
        ],
        facts: `第${number}号：销售不合格产品。`,
        grade: 'SERIOUS',
        actEndedOn: daysAgo(120),
      },
    }),
    ({ subjectId, entryId }) => ({
      path: `/subjects/${subjectId ?? ''}/entries/${entryId ?? ''}/prior-notices`,
      body: {
        recipientRole: 'SUBJECT',
        facts: `第${number}号：销售不合格产品。`,
        reasons: '货值金额达到认定标准。',
        proposedMeasures: ['限制参与政府采购'],
        terms: { validity: { value: 3, unit: 'YEAR' }, repairMethods: ['主动纠正失信行为'] },
        channel: 'counter',
        receiptRef: `SD-${number}`,
      },
    }),
  ];
}
