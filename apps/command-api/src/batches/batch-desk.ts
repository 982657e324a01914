import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/access';
import {
  ADDING_ACTS,
  BatchFileRefused,
  columnsOf,
  IMPORT,
  IMPORT_DRY_RUN,
  LIST_ACT,
  LIST_ACTS,
  readTable,
  type ActOnEntry,
  type ImportPayload,
  type ListActPayload,
} from '#libs/batches';
import { stableId } from '#libs/command-loop';
import { POLICY, Refusal } from '#libs/dossier';
import { KeptFiles } from '#libs/evidence';
import { JobConflict, JobStore, type Job, type NewJob, type UnusualShare } from '#libs/jobs';
import { Clock, problem } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { canonicalText, isPublished } from '#libs/rules';
import { Vault } from '#libs/vault';
import { commandActor } from '../http/actor.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { fieldsAs } from '../evidence/multipart.js';
import type { UploadListDto } from './batch-dtos.js';
import { BATCH_PROBLEMS, batchFileProblem, CONFIRMATION_PROBLEMS, LIST_ACT_PROBLEMS } from './batch-problems.js';
import { BatchSettings } from './batch-settings.js';
import { EntrySelection } from './entry-selection.js';
import { BatchWorker } from './batch-worker.js';
import { ACT_PARAMETERS, type ListActDto, type ListFilterDto } from './list-act-dtos.js';

const DAY_MS = 86_400_000;

/** Takes lists and acts on lists in, and says what became of them. */
@Injectable()
export class BatchDesk {
  constructor(
    readonly settings: BatchSettings,
    readonly jobs: JobStore,
    private readonly files: KeptFiles,
    private readonly vault: Vault,
    private readonly reference: ReferenceData,
    private readonly selection: EntrySelection,
    private readonly worker: BatchWorker,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal STANDARD_UNKNOWN, NOT_YOUR_STANDARD; ProblemException 413, 422 for the file or the key */
  async upload(actor: Actor, key: string | undefined, given: UploadListDto, bytes: Buffer): Promise<Job> {
    const unitId = this.demandOwnStandard(actor, given.standardId);
    const { table, format, encoding } = await this.readable(bytes, given.encoding);
    const kind = given.mode === 'import' ? IMPORT : IMPORT_DRY_RUN;
    const jobId = stableId('batch', actor.userId, key ?? randomUUID());
    const payload: ImportPayload = {
      actor: commandActor(actor, ['RECOGNIZING_UNIT']),
      standardId: given.standardId,
      fileId: jobId,
      format,
      ...(encoding === undefined ? {} : { encoding }),
    };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const fingerprint = await this.vault.fingerprint(canonicalText([kind, given.standardId, encoding ?? '', sha256]));
    return this.enqueue({ jobId, kind, unitId, fingerprint, payload, total: table.rows.length }, actor, bytes);
  }

  /** @throws ProblemException 422 LIST_EMPTY, TEXTS_NOT_APPROVED, IDEMPOTENCY_KEY_REUSED; 413 LIST_TOO_LONG; 400; 404 */
  async act(actor: Actor, key: string | undefined, given: ListActDto): Promise<Job> {
    const unitId = unitOf(actor);
    const { act } = given;
    const parameters = await parametersOf(given);
    const jobId = stableId('list-act', actor.userId, key ?? randomUUID());
    const asked = { act, parameters, entries: given.entries, filter: given.filter, all: given.renderedTextsApproved };
    const fingerprint = await this.vault.fingerprint(canonicalText(JSON.parse(JSON.stringify(asked))));
    // A repeat is the same job, whatever the filter would find by now.
    const before = await this.jobs.find(jobId);
    if (before !== undefined) return sameJob(before, fingerprint);

    const entries = await this.entriesOf(actor, unitId, given);
    if (entries.length === 0) throw problem({ code: 'LIST_EMPTY', ...LIST_ACT_PROBLEMS.LIST_EMPTY });
    if (entries.length > this.settings.maxEntries)
      throw problem({ code: 'LIST_TOO_LONG', ...LIST_ACT_PROBLEMS.LIST_TOO_LONG });
    const shows = act === 'PUBLICITY' || act === 'PUBLISH';
    const approved =
      given.renderedTextsApproved === true || entries.every((one) => one.approvedContentHash !== undefined);
    if (shows && !approved) throw problem({ code: 'TEXTS_NOT_APPROVED', ...LIST_ACT_PROBLEMS.TEXTS_NOT_APPROVED });

    const roles = POLICY[LIST_ACTS[act]].map(({ role }) => role);
    const payload: ListActPayload = { actor: commandActor(actor, roles), act, fileId: jobId };
    const bytes = Buffer.from(JSON.stringify({ act, entries, parameters }));
    const heldFor = ADDING_ACTS.includes(act) ? await this.unusual(unitId, entries) : undefined;
    const job = { jobId, kind: LIST_ACT, unitId, fingerprint, payload, total: entries.length };
    return this.enqueue({ ...job, ...(heldFor && { heldFor }) }, actor, bytes);
  }

  /** Has a batch that was held run, by another official of the unit. @throws ProblemException 404; 409 */
  async confirm(actor: Actor, batchId: string): Promise<Job> {
    const { unitId, state, requestedBy } = await this.find(actor, batchId);
    if (!this.isOwn(actor, unitId)) throw unknown();
    if (state === 'HELD' && requestedBy === actor.userId) throw notConfirmed('SECOND_PERSON_NEEDED');
    if (!(await this.jobs.confirm(batchId, actor.userId, this.clock.now()))) throw notConfirmed('BATCH_NOT_HELD');
    this.worker.wake();
    return this.find(actor, batchId);
  }

  /** A batch that the actor may see: of the own unit, or any for a supervisor. @throws ProblemException 404 */
  async find(actor: Actor, batchId: string): Promise<Job> {
    const job = await this.jobs.find(batchId);
    if (job === undefined || !this.sees(actor, job)) throw unknown();
    return job;
  }

  async list(actor: Actor): Promise<readonly Job[]> {
    const all = actor.roles.includes('SUPERVISOR');
    if (all) return this.jobs.list({ limit: 100 });
    const { unitSuccessors } = this.reference.snapshot();
    const merged = Object.keys(unitSuccessors).filter((unitId) => this.isOwn(actor, unitId));
    return this.jobs.list({ unitIds: [unitOf(actor), ...merged], limit: 100 });
  }

  /** @throws ProblemException 404 */
  async cancel(actor: Actor, batchId: string): Promise<Job> {
    const { unitId } = await this.find(actor, batchId);
    if (!this.isOwn(actor, unitId)) throw unknown();
    return (await this.jobs.cancel(batchId, this.clock.now())) ?? this.find(actor, batchId);
  }

  fileOf({ jobId }: Job) {
    return this.files.find(jobId);
  }

  /** The list of which so much at once is unusual, if there is one. */
  private async unusual(unitId: string, entries: readonly ActOnEntry[]): Promise<UnusualShare | undefined> {
    const { entries: atLeast, share } = this.settings.unusual;
    if (entries.length < atLeast) return undefined;
    const shares = await this.selection.shares(
      unitId,
      entries.map(({ entryId }) => entryId),
    );
    return shares.find((one) => one.entries >= atLeast && one.entries > share * one.listed);
  }

  private sees(actor: Actor, { unitId }: Job): boolean {
    if (actor.kind !== 'OFFICIAL') return false;
    return actor.roles.includes('SUPERVISOR') || this.isOwn(actor, unitId);
  }

  /** What a unit began passes to its successor (3.5). */
  private isOwn({ unitId: own }: Actor, unitId: string): boolean {
    return own !== undefined && (this.reference.snapshot().unitSuccessors[unitId] ?? unitId) === own;
  }

  private demandOwnStandard(actor: Actor, standardId: string): string {
    const unitId = unitOf(actor);
    const { standards, unitSuccessors } = this.reference.snapshot();
    const versions = standards.filter((one) => one.standardId === standardId && isPublished(one));
    if (versions.length === 0)
      throw new Refusal('STANDARD_UNKNOWN', { standard: standardId, date: this.clock.now().slice(0, 10) });
    const own = versions.some((one) => one.recognizingUnitIds.some((id) => (unitSuccessors[id] ?? id) === unitId));
    if (!own) throw new Refusal('NOT_YOUR_STANDARD', { unit: unitId, standard: standardId });
    return unitId;
  }

  private async readable(bytes: Buffer, encoding: UploadListDto['encoding']) {
    try {
      const read = await readTable(bytes, this.settings.limits, encoding);
      columnsOf(read.table.header);
      if (read.table.rows.length === 0)
        throw new BatchFileRefused('BATCH_FILE_EMPTY', '文件中没有数据行。', 'There is no row below the header.');
      return read;
    } catch (error) {
      throw error instanceof BatchFileRefused ? problem(batchFileProblem(error)) : error;
    }
  }

  private async entriesOf(actor: Actor, unitId: string, given: ListActDto): Promise<readonly ActOnEntry[]> {
    if ((given.entries === undefined) === (given.filter === undefined))
      throw wrong('/entries', 'entries 与 filter 须且只能填写一个。', 'Give either entries or a filter.');
    if (given.entries !== undefined) return given.entries.map((entry) => ({ ...entry }));
    return this.filtered(actor, unitId, given.filter ?? {});
  }

  private async filtered(actor: Actor, unitId: string, filter: ListFilterDto): Promise<readonly ActOnEntry[]> {
    const { batchId, listKind, standardId, lifecycle } = filter;
    const most = this.settings.maxEntries + 1;
    if (batchId !== undefined) {
      const { jobId } = await this.find(actor, batchId);
      const rows = await this.jobs.rows(jobId, { state: 'ACCEPTED', limit: most });
      return rows.flatMap(({ subjectId, entryId }) =>
        subjectId === undefined || entryId === undefined ? [] : [{ subjectId, entryId }],
      );
    }
    if (listKind === undefined || lifecycle === undefined) {
      const [zh, en] = ['填写 batchId，或 listKind 和 lifecycle。', 'Give batchId, or listKind and lifecycle.'];
      throw wrong('/filter', zh, en);
    }
    const found = { listKind, lifecycle, ...(standardId === undefined ? {} : { standardId }) };
    return this.selection.find(unitId, found, most);
  }

  private async enqueue(
    job: Omit<NewJob, 'requestedBy' | 'createdAt' | 'payload'> & { readonly payload: object },
    actor: Actor,
    bytes: Buffer,
  ): Promise<Job> {
    const { jobId, unitId, fingerprint } = job;
    const before = await this.jobs.find(jobId);
    if (before !== undefined) return sameJob(before, fingerprint);
    const now = this.clock.now();
    const keepUntil = new Date(Date.parse(now) + this.settings.keepDays * DAY_MS).toISOString();
    await this.files.keep({ fileId: jobId, about: `unit:${unitId}`, scope: `batch:${jobId}`, keepUntil }, bytes, now);
    try {
      const stored = { ...job, payload: { ...job.payload }, requestedBy: actor.userId, createdAt: now };
      const { job: queued } = await this.jobs.enqueue(stored);
      this.worker.wake();
      return queued;
    } catch (error) {
      throw error instanceof JobConflict ? problem(httpProblem('IDEMPOTENCY_KEY_REUSED')) : error;
    }
  }
}

function sameJob(job: Job, fingerprint: string): Job {
  if (job.fingerprint !== fingerprint) throw problem(httpProblem('IDEMPOTENCY_KEY_REUSED'));
  return job;
}

function unitOf({ unitId }: Actor): string {
  if (unitId === undefined) throw unknown();
  return unitId;
}

function unknown(): Error {
  return problem({ code: 'BATCH_UNKNOWN', ...BATCH_PROBLEMS.BATCH_UNKNOWN });
}

function notConfirmed(code: keyof typeof CONFIRMATION_PROBLEMS): Error {
  return problem({ code, ...CONFIRMATION_PROBLEMS[code] });
}

function wrong(pointer: string, zh: string, en: string): Error {
  return problem({ ...httpProblem('VALIDATION_FAILED'), pointers: [{ pointer, zh, en }] });
}

async function parametersOf({ act, parameters }: ListActDto): Promise<object> {
  if (act !== 'CROSS_CHECK') return fieldsAs<object>(ACT_PARAMETERS[act], parameters);
  if (Object.keys(parameters).length > 0)
    throw wrong('/parameters', '此操作不需要内容。', 'This act takes no parameters.');
  return {};
}
