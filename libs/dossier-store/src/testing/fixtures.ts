import { createHash } from 'node:crypto';
import { NationalListSource } from '#libs/cross-check';
import type { Command, CommandActor, CrossCheckHit, ExternalAnswer } from '#libs/dossier';
import type { ReferenceSnapshot } from '#libs/reference-data';
import {
  SHIPPED_CALENDAR,
  SHIPPED_RULE_PACKS,
  type Instant,
  type ListKind,
  type RecognitionStandard,
} from '#libs/rules';
import type { DossierRequest } from '../executor.js';

export const ENTERPRISE_X = { kind: 'USCC', value: '91640100MA00TE5T0A' } as const;
export const PERSON_P = { kind: 'CITIZEN_ID', value: '640100199001010012' } as const;

export const DRAFTER: CommandActor = {
  userId: 'drafter-a',
  unitId: 'unit-a',
  role: 'RECOGNIZING_UNIT',
  roles: ['RECOGNIZING_UNIT'],
};
export const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };

export const RED_1: RecognitionStandard = {
  standardId: 'RED-1',
  version: 1,
  status: 'PUBLISHED',
  publishedOn: '2026-01-01',
  effectiveFrom: '2026-01-01',
  basisInsufficient: false,
  title: '守信联合激励对象认定标准',
  listKind: 'RED',
  field: 'TAXATION',
  conductCodes: ['TAX-A'],
  level: 'CITY',
  ownerUnitId: 'unit-a',
  recognizingUnitIds: ['unit-a', 'unit-b'],
  legalBasis: [{ title: '市社会信用条例', docNo: '市人大公告第12号', article: '第十八条', level: 'LOCAL_REGULATION' }],
  criteria: { text: '连续三年纳税信用A级' },
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: true, period: { value: 7, unit: 'WD' }, channels: ['portal-a', 'credit'] },
  notice: { required: false, waivable: true, hearing: false },
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  disclosureYears: 3,
  removalConditions: '有效期届满',
  removalProcedure: '由认定单位办理',
  remedies: '可以依法申请行政复议',
  ruleOverrides: [],
};

export const SNAPSHOT: ReferenceSnapshot = {
  calendar: SHIPPED_CALENDAR,
  rulePacks: SHIPPED_RULE_PACKS,
  standards: [RED_1],
  channels: [
    { channelId: 'portal-a', name: '门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-a' },
    { channelId: 'credit', name: '信用中国', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' },
  ],
  units: {},
  measureLists: [],
  maskProfiles: [],
  unitSuccessors: {},
  superiorUnits: {},
  basisMode: 'WARN',
};

/** A national list that answers what a test tells it to. */
export class ToldListSource extends NationalListSource {
  readonly sourceId = 'national';
  readonly asked: { readonly hashes: readonly string[]; readonly listKind: ListKind }[] = [];
  available = true;
  hits: readonly CrossCheckHit[] = [];

  async ask(hashes: readonly string[], listKind: ListKind): Promise<ExternalAnswer> {
    this.asked.push({ hashes, listKind });
    const { sourceId } = this;
    if (!this.available) return { available: false, sourceId };
    const hits = this.hits.filter((hit) => hit.listKind === listKind);
    return { available: true, sourceId, snapshotAt: '2026-09-06T16:00:00.000Z', version: '2026-09-06', hits };
  }
}

export class TestClock {
  constructor(public instant: Instant = '2026-09-07T01:00:00.000Z') {}

  now(): Instant {
    return this.instant;
  }
}

/** The first entry of a red candidate (R1). */
export function generateRed(docNo = '市税认〔2026〕1号'): Command {
  return {
    type: 'GenerateInitialEntry',
    data: {
      standardId: 'RED-1',
      basis: [{ class: 'COMMENDATION', docNo, issuer: '市税务局', date: '2026-08-01', legallyEffective: true }],
      facts: '连续三年按期足额纳税',
      evidence: [{ docId: 'doc-1', sha256: 'a'.repeat(64), title: '纳税证明' }],
    },
  };
}

/** Stands for the keyed fingerprint of a body. */
export function hashed(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

export function given(
  subjectId: string,
  command: Command,
  more: Partial<Omit<DossierRequest, 'subjectId' | 'command'>> = {},
): DossierRequest {
  return {
    subjectId,
    command,
    actor: DRAFTER,
    commandId: crypto.randomUUID(),
    fingerprint: hashed(command),
    ...more,
  };
}
