import { LIST_ACTS, type ListAct } from '#libs/batches';
import type { RequestExamples } from '../evidence/described.js';
import type { ListActDto } from './list-act-dtos.js';

/** Fields of the form, without its file. */
export const UPLOAD_EXAMPLES = {
  dryRun: { summary: '试运行 · dry run', value: { standardId: 'BLK-1', mode: 'dryRun' } },
  import: { summary: '导入 · import', value: { standardId: 'BLK-1', mode: 'import', encoding: 'utf-8' } },
} satisfies RequestExamples;

const filter = { batchId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' };
const channels = [{ channelId: 'unit-portal' }, { channelId: 'credit-china' }];
const terms = { validity: { value: 3, unit: 'YEAR' }, repairMethods: ['主动纠正失信行为'] };

const BY_ACT: Readonly<Record<ListAct, Omit<ListActDto, 'act'>>> = {
  CROSS_CHECK: { filter, parameters: {} },
  PUBLICITY: {
    filter,
    parameters: { channels, objectionContact: '信用科 0000-0000000' },
    renderedTextsApproved: true,
  },
  PROPOSE_RECOGNITION: { filter, parameters: { terms, reasons: '符合认定标准' } },
  RECOGNIZE: {
    filter: { listKind: 'BLACK', standardId: 'BLK-1', lifecycle: 'READY' },
    parameters: { decisionNo: '市监信〔2026〕{n}号', firstNumber: 31 },
  },
  PUBLISH: { filter, parameters: { channels }, renderedTextsApproved: true },
  REPORT: { filter, parameters: { platformId: 'city-platform', reportRef: 'BS-2026-{n}', firstNumber: 1 } },
};

/** One request for each act. */
export const LIST_ACT_EXAMPLES: RequestExamples = Object.fromEntries(
  (Object.keys(LIST_ACTS) as ListAct[]).map((act) => [act, { summary: act, value: { act, ...BY_ACT[act] } }]),
);
