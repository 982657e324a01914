import { commandKey, stableId } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { commandFingerprint, type DossierExecutor, type DossierRepository } from '#libs/dossier-store';
import type { KeptFiles } from '#libs/evidence';
import { JobCannotRun, type Job, type JobHandler, type OpenJob, type RowResult } from '#libs/jobs';
import type { Vault } from '#libs/vault';
import { openFile } from './import-job.js';
import { commandOf, ShownTextChanged, type ListActRequest, type Shown } from './list-acts.js';
import type { RowRefusals } from './results.js';

export const LIST_ACT = 'LIST_ACT';

/** What a job of acts holds; entries and parameters are an encrypted file. */
export interface ListActPayload {
  readonly actor: CommandActor;
  readonly act: ListActRequest['act'];
  readonly fileId: string;
}

export interface ActJobOptions {
  readonly files: Pick<KeptFiles, 'open'>;
  readonly executor: Pick<DossierExecutor, 'execute'>;
  readonly repository: Pick<DossierRepository, 'load'>;
  readonly vault: Pick<Vault, 'fingerprint'>;
  /** Renders what the public would see of an entry, as the single command does. */
  readonly render: (kind: 'PUBLICITY' | 'PUBLICATION', subjectId: string, entryId: string) => Promise<Shown>;
  readonly refusals: RowRefusals;
}

/** One act on every entry of a list, each decided for itself with the rights of who asked. */
export class ActJob implements JobHandler {
  readonly kinds = [LIST_ACT];

  constructor(private readonly options: ActJobOptions) {}

  async open(job: Job): Promise<OpenJob> {
    const { fileId, actor } = job.payload as unknown as ListActPayload;
    const request = JSON.parse((await openFile(this.options.files, fileId)).toString('utf8')) as ListActRequest;
    return {
      keyOf: (rowNo) => request.entries[rowNo - 1]?.subjectId ?? `row ${rowNo}`,
      handle: (rowNo) => this.act(job, actor, request, rowNo),
    };
  }

  private async act(job: Job, actor: CommandActor, request: ListActRequest, rowNo: number): Promise<RowResult> {
    const { executor, repository, vault, render, refusals } = this.options;
    const entry = request.entries[rowNo - 1];
    if (entry === undefined) throw new JobCannotRun('ROW_MISSING');
    const { subjectId, entryId } = entry;
    const commandId = stableId('list-act', job.jobId, String(rowNo));
    try {
      const command = await commandOf(request, entry, rowNo, {
        shown: (kind) => render(kind, subjectId, entryId),
        dossier: async () => (await repository.load(subjectId)).state,
      });
      const answer = await executor.execute({
        subjectId,
        command,
        actor,
        commandId,
        // Of what was asked, not of what it was resolved to, as for a single command.
        fingerprint: await commandFingerprint(vault, request.act, [request.parameters, entry, rowNo]),
        correlationId: job.jobId,
      });
      const nothing = answer.events.length === 0;
      return {
        state: nothing ? 'DUPLICATE' : 'ACCEPTED',
        ...(nothing ? { code: 'ALREADY_SO' } : {}),
        subjectId,
        entryId,
      };
    } catch (error) {
      if (error instanceof ShownTextChanged) return this.changed(actor, commandId, subjectId, entryId);
      return refusals.resultOf(error, actor, { subjectId, entryId });
    }
  }

  /** The text differs: refused, unless the act was done before a crash and the text has changed since. */
  private async changed(
    actor: CommandActor,
    commandId: string,
    subjectId: string,
    entryId: string,
  ): Promise<RowResult> {
    const { seenCommands } = await this.options.repository.load(subjectId);
    if (seenCommands.has(commandKey(actor.userId, commandId))) return { state: 'ACCEPTED', subjectId, entryId };
    return { state: 'REFUSED', code: 'SHOWN_TEXT_CHANGED', subjectId, entryId };
  }
}
