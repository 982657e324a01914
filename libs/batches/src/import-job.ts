import { stableId } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { commandFingerprint, type DossierExecutor, type SubjectRegistry } from '#libs/dossier-store';
import { EvidenceErased, EvidenceMissing, EvidenceTampered, type KeptFiles } from '#libs/evidence';
import { JobCannotRun, type Job, type JobHandler, type JobStore, type OpenJob, type RowResult } from '#libs/jobs';
import { normalizeIdentifierText } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import { readTable, type CsvEncoding, type FileFormat, type FileLimits, type RawRow } from './file/table.js';
import type { RowRefusals } from './results.js';
import { candidateOf, isFault, type Candidate } from './rows/candidate.js';
import { columnsOf, type Column } from './rows/columns.js';
import type { Trial } from './trial.js';

export const IMPORT = 'IMPORT';
export const IMPORT_DRY_RUN = 'IMPORT_DRY_RUN';

/** What a job of an import holds; the list itself is an encrypted file. */
export interface ImportPayload {
  readonly actor: CommandActor;
  readonly standardId: string;
  readonly fileId: string;
  readonly format: FileFormat;
  readonly encoding?: CsvEncoding;
}

export interface ImportJobOptions {
  readonly files: Pick<KeptFiles, 'open'>;
  readonly jobs: Pick<JobStore, 'rows'>;
  readonly registry: Pick<SubjectRegistry, 'registerSubject'>;
  readonly executor: Pick<DossierExecutor, 'execute'>;
  readonly vault: Pick<Vault, 'fingerprint'>;
  readonly trial: Trial;
  readonly refusals: RowRefusals;
  readonly limits: FileLimits;
}

/** Imports an initial list row by row, or tries what importing it would come to. */
export class ImportJob implements JobHandler {
  readonly kinds = [IMPORT, IMPORT_DRY_RUN];

  constructor(private readonly options: ImportJobOptions) {}

  async open(job: Job): Promise<OpenJob> {
    const payload = job.payload as unknown as ImportPayload;
    const bytes = await openFile(this.options.files, payload.fileId);
    const { table } = await readTable(bytes, this.options.limits, payload.encoding);
    const list = new InitialList(table.rows, columnsOf(table.header));
    const keyOf = (rowNo: number): string => list.subjectKey(rowNo);
    if (job.kind === IMPORT) return { keyOf, handle: (rowNo) => this.import(job, payload, list.row(rowNo), rowNo) };
    const before = await this.acceptedBefore(job, payload, list);
    return { keyOf, handle: (rowNo) => this.try(job, payload, list.row(rowNo), rowNo, before) };
  }

  private async import(job: Job, payload: ImportPayload, row: ListRow, rowNo: number): Promise<RowResult> {
    const { line, read } = row;
    if (isFault(read)) return { state: 'REFUSED', ...read, line };
    const { registry, executor, vault, trial, refusals } = this.options;
    const { actor, standardId } = payload;
    const { subjectType, identifier, name } = read;
    const commandId = (part: string): string => stableId('batch', job.jobId, String(rowNo), part);
    let subjectId: string | undefined;
    try {
      subjectId = await trial.subjectOf(read);
      // Nobody is registered for a row that would then be refused. Whoever is known was met before, perhaps by this row.
      if (subjectId === undefined)
        await trial.generate({
          ...{ candidate: read, standardId, actor, commandId: commandId('entry') },
          known: { subjectId },
        });
      const registered = await registry.registerSubject({
        actor,
        commandId: commandId('subject'),
        fingerprint: await commandFingerprint(vault, 'RegisterSubject', { subjectType, identifier, name }),
        subjectType,
        identifier,
        name,
      });
      subjectId = registered.subjectId;
      const data = { standardId, ...read.entry };
      const answer = await executor.execute({
        subjectId,
        command: { type: 'GenerateInitialEntry', data },
        actor,
        commandId: commandId('entry'),
        fingerprint: await commandFingerprint(vault, 'GenerateInitialEntry', data),
        correlationId: job.jobId,
      });
      const { entryId } = answer;
      return { state: 'ACCEPTED', line, subjectId, ...(entryId === undefined ? {} : { entryId }) };
    } catch (error) {
      return refusals.resultOf(error, actor, { line, ...(subjectId === undefined ? {} : { subjectId }) });
    }
  }

  private async try(
    job: Job,
    { actor, standardId }: ImportPayload,
    { line, read }: ListRow,
    rowNo: number,
    before: Set<string>,
  ): Promise<RowResult> {
    if (isFault(read)) return { state: 'REFUSED', ...read, line };
    const { trial, refusals } = this.options;
    try {
      const commandId = stableId('batch', job.jobId, String(rowNo), 'entry');
      await trial.generate({ candidate: read, standardId, actor, commandId });
      const key = this.keyOf(read);
      if (before.has(key)) return { state: 'DUPLICATE', code: 'DUPLICATE_ENTRY', line };
      before.add(key);
      return { state: 'ACCEPTED', line };
    } catch (error) {
      return refusals.resultOf(error, actor, { line });
    }
  }

  /** What rows before would have listed, when a dry run is taken up again. */
  private async acceptedBefore(job: Job, _: ImportPayload, list: InitialList): Promise<Set<string>> {
    const keys = new Set<string>();
    for (let after = 0; after < job.done;) {
      const rows = await this.options.jobs.rows(job.jobId, { after, limit: 1_000 });
      if (rows.length === 0) break;
      for (const { rowNo, state } of rows) {
        const { read } = list.row(rowNo);
        if (state === 'ACCEPTED' && !isFault(read)) keys.add(this.keyOf(read));
        after = rowNo;
      }
    }
    return keys;
  }

  /** I3: one entry for each subject, standard and principal document. */
  private keyOf(candidate: Candidate): string {
    const { kind, value, certificateType } = this.options.trial.identifierOf(candidate);
    return JSON.stringify([kind, certificateType ?? '', value, candidate.entry.basis[0]?.docNo ?? '']);
  }
}

interface ListRow {
  readonly line: number;
  readonly read: ReturnType<typeof candidateOf>;
}

class InitialList {
  constructor(
    private readonly rows: readonly RawRow[],
    private readonly columns: readonly (Column | undefined)[],
  ) {}

  row(rowNo: number): ListRow {
    const raw = this.rows[rowNo - 1];
    if (raw === undefined) throw new JobCannotRun('ROW_MISSING');
    return { line: raw.line, read: candidateOf(raw, this.columns) };
  }

  /** Rows about one subject meet under one key, however the identifier is spelt. */
  subjectKey(rowNo: number): string {
    const { read } = this.row(rowNo);
    if (isFault(read)) return `row ${rowNo}`;
    const { kind, value, certificateType = '' } = read.identifier;
    return JSON.stringify([kind, normalizeIdentifierText(certificateType), normalizeIdentifierText(value)]);
  }
}

/** The file of a job. @throws JobCannotRun when it is gone or damaged */
export async function openFile(files: Pick<KeptFiles, 'open'>, fileId: string): Promise<Buffer> {
  try {
    return await files.open(fileId);
  } catch (error) {
    if (error instanceof EvidenceErased) throw new JobCannotRun('FILE_ERASED');
    if (error instanceof EvidenceMissing || error instanceof EvidenceTampered) throw new JobCannotRun('FILE_DAMAGED');
    throw error;
  }
}
