import { randomUUID } from 'node:crypto';
import { stableId } from '#libs/command-loop';
import { openFile, type CsvEncoding } from '#libs/batches';
import { isPersonalName, type CommandActor } from '#libs/dossier';
import type { KeptFiles } from '#libs/evidence';
import type { Job, JobHandler, OpenJob, RowResult } from '#libs/jobs';
import type { Clock } from '#libs/platform';
import { canonicalText, legalDateOf } from '#libs/rules';
import { personal, type Personal } from '#libs/subjects';
import type { IdentifierIndex, Vault } from '#libs/vault';
import { changesOf, chunkCount, chunkOf, type ListChanges } from './changes.js';
import type { DeliveryFigures } from './commands.js';
import type { DeliveryCounts, DeliveryFault, ExternalRow } from './events.js';
import type { ExternalListCommands } from './external-list-kind.js';
import type { ListedRows } from './ports.js';
import { ExternalListRefusal } from './refusals.js';
import { ROWS_PER_CHUNK, type RowLog } from './row-log.js';
import { readDelivery, type DeliveredRow } from './rows.js';
import type { ExternalList, OpenDelivery } from './state.js';

export const EXTERNAL_DELIVERY = 'EXTERNAL_DELIVERY';

/** What a job of a delivery holds; the delivery itself is an encrypted file. */
export interface DeliveryPayload {
  readonly listId: string;
  readonly deliveryId: string;
  readonly actor: CommandActor;
  readonly version: string;
  /** Of the bytes as they came. */
  readonly sha256: string;
  /** As its sender says; absent where it says nothing. */
  readonly declaredSha256?: string;
  readonly fileId: string;
  readonly encoding?: CsvEncoding;
}

export interface DeliveryJobOptions {
  readonly files: Pick<KeptFiles, 'open'>;
  readonly commands: ExternalListCommands;
  readonly rows: Pick<ListedRows, 'standing'>;
  readonly log: RowLog;
  readonly vault: Pick<Vault, 'fingerprint'> & { readonly index: Pick<IdentifierIndex, 'claimRef'> };
  readonly clock: Clock;
  /** Whether a text holds what looks like an identifier. */
  readonly holdsIdentifier: (text: string) => boolean;
}

/** The read model has not come to the version that a delivery is held against: it is tried again. */
export class VersionNotShown extends Error {
  constructor(readonly listId: string) {
    super(`the entries of list ${listId} are not shown as they stand yet`);
    this.name = 'VersionNotShown';
  }
}

const FAULTS_TOLD = 20;
const NOTHING: DeliveryCounts = { rows: 0, invalid: 0, added: 0, changed: 0, removed: 0, unchanged: 0 };
const ALREADY_SO: RowResult = { state: 'DUPLICATE', code: 'ALREADY_SO' };
const DONE: RowResult = { state: 'ACCEPTED' };

type Marked = DeliveredRow & { readonly fingerprint: string };

/** Steps that a delivery of so many rows takes over a list of so many entries. */
export function stepsOf(rows: number, standing: number): number {
  return 1 + Math.max(1, Math.ceil((rows + standing) / ROWS_PER_CHUNK));
}

/** Reads deliveries, has them judged, and writes what they change: one step for the verdict, one for each chunk. */
export class DeliveryJob implements JobHandler {
  readonly kinds = [EXTERNAL_DELIVERY];

  constructor(private readonly options: DeliveryJobOptions) {}

  async open(job: Job): Promise<OpenJob> {
    const payload = job.payload as unknown as DeliveryPayload;
    const bytes = await openFile(this.options.files, payload.fileId);
    return new Delivery(payload, bytes, job.total, this.options);
  }
}

/** A delivery held against the version that stands. */
interface Plan {
  readonly figures: DeliveryFigures;
  readonly changes: ListChanges<Marked>;
  readonly entryIds: ReadonlyMap<string, string>;
}

class Delivery implements OpenJob {
  private planned: Plan | undefined;
  /** Nothing is left to do. */
  private over = false;

  constructor(
    private readonly payload: DeliveryPayload,
    private readonly bytes: Buffer,
    private readonly lastStep: number,
    private readonly options: DeliveryJobOptions,
  ) {}

  async handle(step: number): Promise<RowResult> {
    if (this.over) return ALREADY_SO;
    try {
      if (step === 1) return await this.judge();
      const applying = await this.applying();
      if (applying === undefined) return this.end();
      const { chunks } = applying.open;
      // The steps are reckoned before the delivery is read: the last one does what is left.
      const upTo = step === this.lastStep ? chunks : Math.min(step - 1, chunks);
      for (let chunk = step - 1; chunk <= upTo; chunk += 1) await this.write(chunk, applying);
      return upTo < chunks ? DONE : await this.finish();
    } catch (error) {
      if (!(error instanceof ExternalListRefusal)) throw error;
      this.over = true;
      return { state: 'REFUSED', code: error.code };
    }
  }

  private async judge(): Promise<RowResult> {
    const { listId, deliveryId, version, sha256, fileId } = this.payload;
    // Released by a second person, or judged before a crash.
    if ((await this.applying()) !== undefined) return DONE;
    const { list } = await this.options.commands.load(listId);
    if (list === undefined) throw new ExternalListRefusal('EXTERNAL_LIST_UNKNOWN');
    const { figures } = await this.plan(list, list.sequence);
    const data = { deliveryId, version, sha256, fileId, figures };
    const { events } = await this.give({ type: 'JudgeDelivery', data }, 'judge');
    const accepted = events.some(({ type }) => type === 'ListDeliveryAccepted');
    if (accepted) return DONE;
    return events.length === 0 ? this.end() : { ...this.end(), state: 'REFUSED', code: 'DELIVERY_HELD' };
  }

  /** The list while this delivery is being written. */
  private async applying(): Promise<{ readonly list: ExternalList; readonly open: OpenDelivery } | undefined> {
    const { list } = await this.options.commands.load(this.payload.listId);
    const open = list?.open;
    return list !== undefined && open?.state === 'APPLYING' && open.deliveryId === this.payload.deliveryId
      ? { list, open }
      : undefined;
  }

  private async write(
    chunk: number,
    { list, open }: { readonly list: ExternalList; readonly open: OpenDelivery },
  ): Promise<void> {
    const { log, clock } = this.options;
    const { listId, origin, listKind, sequence } = list;
    if ((await log.written(origin, listId, sequence)) >= chunk) return;
    const { changes, entryIds } = await this.plan(list, sequence - 1);
    const { added, changed, removed } = chunkOf(changes, chunk, ROWS_PER_CHUNK);
    await log.append(
      {
        ...{ listId, deliveryId: open.deliveryId, origin, listKind, sequence, chunk },
        added: await this.rowsOf(added),
        changed: await this.rowsOf(changed),
        removed: removed.map((ref) => ({ ref, entryId: entryIds.get(ref) ?? '', exitReason: 'OWNER_REMOVED' })),
      },
      open.deliveredBy,
      clock.now(),
    );
  }

  private async finish(): Promise<RowResult> {
    await this.give({ type: 'FinishDelivery', data: { deliveryId: this.payload.deliveryId } }, 'finish');
    this.over = true;
    return DONE;
  }

  private end(): RowResult {
    this.over = true;
    return ALREADY_SO;
  }

  /** @param sequence of the version that it is held against */
  private async plan(list: ExternalList, sequence: number): Promise<Plan> {
    if (this.planned !== undefined) return this.planned;
    const { payload, options } = this;
    const standing = await options.rows.standing(payload.listId);
    if (standing.sequence !== sequence) throw new VersionNotShown(payload.listId);
    const read = await readDelivery(this.bytes, {
      today: legalDateOf(options.clock.now()),
      holdsIdentifier: options.holdsIdentifier,
      ...(payload.encoding !== undefined && { encoding: payload.encoding }),
    });
    const { declaredSha256, sha256 } = payload;
    const digest = declaredSha256 === undefined ? {} : { digestMatches: declaredSha256 === sha256 };
    const base = { ...digest, standing: standing.rows.size };
    const none = { added: [], changed: [], removed: [], unchanged: 0, twice: 0 };
    if ('broken' in read) {
      const figures = { ...base, broken: read.broken, twice: 0, returning: 0, counts: NOTHING, chunks: 0, faults: [] };
      return (this.planned = { figures, changes: none, entryIds: new Map() });
    }
    const changes = changesOf(standing.rows, await this.marked(read.rows));
    const { added, changed, removed, unchanged, twice } = changes;
    const gone = new Set(list.removedByOutcome);
    const invalid = read.faults.length;
    const counts = {
      ...{ rows: read.rows.length + invalid, invalid, unchanged },
      ...{ added: added.length, changed: changed.length, removed: removed.length },
    };
    const figures: DeliveryFigures = {
      ...{ ...base, twice, counts },
      returning: [...added, ...changed].filter(({ ref }) => gone.has(ref)).length,
      chunks: chunkCount(changes, ROWS_PER_CHUNK),
      faults: read.faults.slice(0, FAULTS_TOLD).map(({ line, code, field }): DeliveryFault => ({ line, code, field })),
    };
    const entryIds = new Map([...standing.rows].map(([ref, { entryId }]) => [ref, entryId]));
    return (this.planned = { figures, changes, entryIds });
  }

  private marked(rows: readonly DeliveredRow[]): Promise<readonly Marked[]> {
    const { vault } = this.options;
    return Promise.all(rows.map(async (row) => ({ ...row, fingerprint: await vault.fingerprint(canonicalText(row)) })));
  }

  /** One after the other: references are claimed at a pace that leaves connections to commands (D16). */
  private async rowsOf(rows: readonly Marked[]): Promise<readonly ExternalRow[]> {
    const stored: ExternalRow[] = [];
    for (const row of rows) stored.push(await this.rowOf(row));
    return stored;
  }

  /** The row as it is stored: under its reference, what is personal marked to be sealed. */
  private async rowOf({
    ref,
    subjectType,
    identifier,
    name,
    fingerprint,
    grounds,
    ...rest
  }: Marked): Promise<ExternalRow> {
    const { listId } = this.payload;
    const entryId = externalEntryId(listId, ref);
    const { ref: subjectRef } = await this.options.vault.index.claimRef(identifier, randomUUID(), 'PERSON');
    const isPersonal = isPersonalName(subjectType);
    const text = (value: string): string | Personal => (isPersonal ? personal(subjectRef, entryId, value) : value);
    const { kind, value, certificateType } = identifier;
    return {
      ...{ entryId, ref, subjectRef, subjectType, identifierKind: kind },
      ...(certificateType !== undefined && { certificateType }),
      ...{ identifier: text(value), name: text(name), ...rest },
      ...(grounds !== undefined && { grounds: personal(subjectRef, entryId, grounds) }),
      fingerprint,
    };
  }

  private async give(command: Parameters<ExternalListCommands['run']>[0]['command'], step: string) {
    const { listId, deliveryId, actor } = this.payload;
    const commandId = stableId('external delivery', deliveryId, step);
    const fingerprint = await this.options.vault.fingerprint(commandId);
    const { commands } = this.options;
    return commands.run({ listId, command, actor, commandId, fingerprint, correlationId: deliveryId });
  }
}

/** The id of an entry here: the same in every version of its list. */
export function externalEntryId(listId: string, ref: string): string {
  return stableId('external entry', listId, ref);
}
