import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CsvEncoding } from '#libs/batches';
import { stableId } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { KeptFiles } from '#libs/evidence';
import {
  admits,
  EXTERNAL_DELIVERY,
  ExternalListCommands,
  ExternalListRefusal,
  knownDelivery,
  stepsOf,
  type DeliveryPayload,
  type ExternalList,
} from '#libs/external-lists';
import { isFinished, JobConflict, JobStore, type Job } from '#libs/jobs';
import { Clock, problem } from '#libs/platform';
import { canonicalText } from '#libs/rules';
import { Vault } from '#libs/vault';
import { httpProblem } from '../http/problem-catalogue.js';
import type { DeliveryTakenDto } from './external-list-dtos.js';
import { ReadModelRows } from './listed-rows.js';

/** Days that the file of a delivery is kept: so long it can be released. */
const KEEP_DAYS = 30;
const DAY_MS = 86_400_000;

/** A delivery as it comes in. */
export interface IncomingDelivery {
  readonly deliveryId: string;
  readonly actor: CommandActor;
  readonly version: string;
  readonly declaredSha256?: string;
  readonly encoding?: CsvEncoding;
}

/** Takes deliveries in to be judged and applied in the background. */
@Injectable()
export class DeliveryDesk {
  constructor(
    private readonly commands: ExternalListCommands,
    private readonly files: KeptFiles,
    private readonly jobs: JobStore,
    private readonly rows: ReadModelRows,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a delivery in; of what has come before it says what became of it, and changes nothing.
   *
   * @throws ExternalListRefusal; ProblemException 422 IDEMPOTENCY_KEY_REUSED
   */
  async take(listId: string, incoming: IncomingDelivery, bytes: Buffer): Promise<DeliveryTakenDto> {
    const { deliveryId, actor, version, declaredSha256, encoding } = incoming;
    const { list } = await this.commands.load(listId);
    if (list === undefined) throw new ExternalListRefusal('EXTERNAL_LIST_UNKNOWN');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!admits(list, { version, sha256 }, actor)) {
      const known = knownDelivery(list, { version, sha256 });
      return { deliveryId: known?.deliveryId ?? deliveryId, state: known?.state ?? 'APPLIED', repeated: true };
    }
    const now = this.clock.now();
    const keepUntil = new Date(Date.parse(now) + KEEP_DAYS * DAY_MS).toISOString();
    const file = { fileId: deliveryId, about: `external-list:${listId}`, scope: `delivery:${deliveryId}`, keepUntil };
    await this.files.keep(file, bytes, now);
    const payload: DeliveryPayload = {
      ...{ listId, deliveryId, actor, version, sha256, fileId: deliveryId },
      ...(declaredSha256 !== undefined && { declaredSha256 }),
      ...(encoding !== undefined && { encoding }),
    };
    const job = await this.enqueue(deliveryId, list, payload, bytes);
    return { deliveryId, state: 'QUEUED', repeated: isFinished(job) };
  }

  /** Goes on with a delivery that is being applied and that nobody works on. */
  async goOn(list: ExternalList): Promise<void> {
    const { open, listId } = list;
    if (open?.state !== 'APPLYING') return;
    const { deliveryId, deliveredBy, version, sha256, fileId } = open;
    const before = await this.jobs.find(deliveryId);
    if (before !== undefined && !isFinished(before)) return;
    const actor: CommandActor = { ...deliveredBy, roles: [deliveredBy.role] };
    const payload = { listId, deliveryId, actor, version, sha256, declaredSha256: sha256, fileId };
    await this.enqueue(stableId('apply', deliveryId), list, payload, await this.files.open(fileId));
  }

  /** The job of a delivery, the latest where there were two. */
  async job(deliveryId: string): Promise<Job | undefined> {
    return (await this.jobs.find(stableId('apply', deliveryId))) ?? (await this.jobs.find(deliveryId));
  }

  /** Code of why a delivery did not go on. */
  async code({ jobId, failure }: Job): Promise<string | undefined> {
    const [refused] = await this.jobs.rows(jobId, { state: 'REFUSED', limit: 1 });
    return failure ?? refused?.code;
  }

  private async enqueue(jobId: string, list: ExternalList, payload: DeliveryPayload, bytes: Buffer): Promise<Job> {
    const { actor, version, sha256, listId } = payload;
    const asked = [listId, version, sha256, payload.declaredSha256 ?? '', payload.encoding ?? ''];
    try {
      const { job } = await this.jobs.enqueue({
        ...{ jobId, kind: EXTERNAL_DELIVERY, requestedBy: actor.userId, payload: { ...payload } },
        unitId: actor.unitId ?? list.owner.unitId ?? 'system',
        fingerprint: await this.vault.fingerprint(canonicalText(asked)),
        total: stepsOf(linesOf(bytes), await this.rows.count(listId)),
        createdAt: this.clock.now(),
      });
      return job;
    } catch (error) {
      throw error instanceof JobConflict ? problem(httpProblem('IDEMPOTENCY_KEY_REUSED')) : error;
    }
  }
}

/** Lines of a text, which are its rows at most; of a workbook it says nothing. */
function linesOf(bytes: Buffer): number {
  let lines = 1;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
