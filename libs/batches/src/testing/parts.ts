import { join } from 'node:path';
import { Pool } from 'pg';
import {
  AppendAtOnce1763700043002,
  Registers,
  CreateRegisters1763700002001,
  ExtendLookups1763700022001,
} from '#libs/access';
import { CommandLoop } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { createDossierStore, dossierDecider } from '#libs/dossier-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { CreateEvidence1763700006001, FolderEvidenceStore, KeptFiles } from '#libs/evidence';
import {
  CreateJobs1763700005001,
  HoldJobs1763700010004,
  JobStore,
  JobWorker,
  OrderJobs1763700036001,
  PauseJobs1763700044001,
  type JobWorkerOptions,
} from '#libs/jobs';
import { Clock } from '#libs/platform';
import { publishShipped, ReferenceCommands, ReferenceData, standardOnPaper, type IssuedBy } from '#libs/reference-data';
import type { Instant } from '#libs/rules';
import { CreateVault1763700001001, FileKeyProvider, Vault } from '#libs/vault';
import { ToldListSource } from '../../../dossier-store/src/testing/fixtures.js';
import { BLK_1, FOC_1, RED_1 } from '../../../rules/src/testing/standards.js';
import { ImportJob } from '../import-job.js';
import { DEFAULT_LIMITS } from '../file/table.js';
import { isOutage, RowRefusals } from '../results.js';
import { Trial } from '../trial.js';
import { rowProblem } from './row-problem.js';

export const MIGRATIONS = [
  ...eventLogMigrations,
  CreateVault1763700001001,
  CreateRegisters1763700002001,
  ExtendLookups1763700022001,
  AppendAtOnce1763700043002,
  CreateJobs1763700005001,
  HoldJobs1763700010004,
  CreateEvidence1763700006001,
  OrderJobs1763700036001,
  PauseJobs1763700044001,
];

export const DRAFTER: CommandActor = {
  userId: 'a-drafter',
  unitId: 'unit-a',
  role: 'RECOGNIZING_UNIT',
  roles: ['RECOGNIZING_UNIT'],
};

export class SetClock extends Clock {
  constructor(public instant: Instant = '2026-09-07T01:00:00.000Z') {
    super();
  }

  now(): Instant {
    return this.instant;
  }
}

/** One process on a database and a data folder: everything but HTTP. */
export async function openParts(url: string, folder: string) {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on('error', () => undefined);
  const store = new PostgresEventStore(url);
  const clock = new SetClock();
  const vault = await Vault.open({
    pool,
    provider: new FileKeyProvider({ folder: join(folder, 'keys'), createIfMissing: true }),
  });
  await publishShipped(store, clock);
  const reference = new ReferenceData(store, { basisMode: 'WARN' });
  await reference.start();
  const lists = new ToldListSource();
  const dossiers = createDossierStore({ store, clock, vault, decider: dossierDecider, reference, lists });
  const evidence = new FolderEvidenceStore(join(folder, 'evidence'));
  const files = new KeptFiles({ pool, vault, store: evidence });
  const jobs = new JobStore(pool);
  const registers = new Registers(pool, 0, { isPublished: () => true });
  const referenceCommands = new ReferenceCommands(new CommandLoop(store, clock), reference);
  const { executor, repository, registry } = dossiers;
  const trial = new Trial({ repository, registry, sources: { reference, vault }, clock });
  const refusals = new RowRefusals([rowProblem], async () => undefined);
  const importJob = new ImportJob({
    ...{ files, jobs, registry, executor, vault, trial, refusals },
    limits: DEFAULT_LIMITS,
  });
  const worker = (more: Partial<JobWorkerOptions> = {}): JobWorker =>
    new JobWorker({
      ...{ store: jobs, pool, clock, handlers: [importJob], pollMs: 50, leaseMs: 1_000 },
      isOutage: (error) => isOutage(error, [rowProblem]),
      ...more,
    });
  return {
    ...{ pool, store, clock, vault, reference, referenceCommands, lists, dossiers, evidence, files, jobs, registers },
    ...{ worker, importJob },
    close: async () => {
      await reference.stop();
      vault.close();
      await store.close();
      await pool.end();
    },
  };
}
export type Parts = Awaited<ReturnType<typeof openParts>>;

/** The standards and channels of the scenarios. */
export async function publishScenarios({ referenceCommands }: Parts): Promise<void> {
  const by = (userId = 'a-owner', role = 'STANDARD_OWNER'): IssuedBy => ({
    actor: { userId, unitId: 'unit-a', role },
    commandId: crypto.randomUUID(),
    fingerprint: '0'.repeat(64),
  });
  await referenceCommands.unit(
    'unit-a',
    { type: 'RegisterUnit', unitId: 'unit-a', content: { name: 'A 市市场监管局' } },
    by(),
  );
  for (const channel of [
    { channelId: 'unit-portal', name: '门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-a' },
    { channelId: 'credit-china', name: '信用中国', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' },
    { channelId: 'gsxt', name: '企业信用信息公示系统', mode: 'AUTOMATIC', kind: 'ENTERPRISE_PUBLICITY' },
  ] as const)
    await referenceCommands.channel({ type: 'RegisterChannel', channel }, by());
  for (const [standardId, content] of Object.entries({ 'FOC-1': FOC_1, 'RED-1': RED_1, 'BLK-1': BLK_1 })) {
    const dates = { openedOn: '2026-06-01', effectiveFrom: '2026-09-07' };
    for (const step of standardOnPaper(standardId, content, dates))
      await referenceCommands.standard(
        standardId,
        step.command,
        step.by === 'OWNER' ? by() : by('a-approver', 'APPROVER'),
      );
  }
}

/** Puts an import into the queue, as the upload does. */
export async function queueImport(
  { files, jobs, clock }: Parts,
  bytes: Buffer,
  rows: number,
  options: { readonly kind?: 'IMPORT' | 'IMPORT_DRY_RUN'; readonly standardId?: string } = {},
): Promise<string> {
  const jobId = crypto.randomUUID();
  const kept = { fileId: jobId, about: 'unit:unit-a', scope: `batch:${jobId}`, keepUntil: '2026-12-06T01:00:00.000Z' };
  await files.keep(kept, bytes, clock.now());
  await jobs.enqueue({
    ...{ jobId, unitId: 'unit-a', requestedBy: DRAFTER.userId, fingerprint: '0'.repeat(64), total: rows },
    kind: options.kind ?? 'IMPORT',
    payload: { actor: DRAFTER, standardId: options.standardId ?? 'RED-1', fileId: jobId, format: 'csv' },
    createdAt: clock.now(),
  });
  return jobId;
}

/** How many events of each type the dossiers hold. */
export async function dossierEvents({ pool }: Parts): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ type: string; n: number }>(
    `select event_type as type, count(*)::int as n from event_log.events where stream_id like 'dossier-%' group by 1`,
  );
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
}
