import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { holdsIdentifier } from '#libs/access';
import { isOutage } from '#libs/batches';
import { stableId } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { KeptFiles } from '#libs/evidence';
import {
  DeliveryJob,
  ExternalListCommands,
  ExternalListRefusal,
  RowLog,
  SourceFetch,
  SourceStates,
  SourceWorker,
  VersionNotShown,
  type FetchedList,
} from '#libs/external-lists';
import { JobStore, JobWorker } from '#libs/jobs';
import { Clock } from '#libs/platform';
import { Vault, vaultProblem } from '#libs/vault';
import { BatchLog, BatchPool } from '../batches/index.js';
import { commandProblem } from '../command-problems.js';
import { DeliveryDesk } from './delivery-desk.js';
import { ReadModelRows } from './listed-rows.js';

const MAPPERS = [commandProblem, vaultProblem];
const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };

/** Where it is told that a source gives nothing that can be used. */
export abstract class SourceLog {
  abstract warn(details: object, message: string): void;
}

/** What the installation says about deliveries. */
export class ExternalListSettings {
  /** Whether this process works on deliveries and asks sources. */
  readonly worker: boolean;
  /** How often it is looked whether a source is due, in milliseconds. */
  readonly pollMs: number;

  constructor(settings: { readonly worker?: boolean; readonly pollMs?: number } = {}) {
    this.worker = settings.worker ?? true;
    this.pollMs = settings.pollMs ?? 5_000;
  }
}

/** Judges and applies deliveries, and asks the sources that are due. */
@Injectable()
export class ExternalListWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs: JobWorker;
  private readonly sources: SourceWorker;

  constructor(
    private readonly settings: ExternalListSettings,
    private readonly rows: ReadModelRows,
    private readonly desk: DeliveryDesk,
    private readonly log: BatchLog,
    private readonly states: SourceStates,
    private readonly clock: Clock,
    { pool }: BatchPool,
    store: JobStore,
    files: KeptFiles,
    commands: ExternalListCommands,
    rowLog: RowLog,
    vault: Vault,
    fetch: SourceFetch,
    sources: SourceLog,
  ) {
    this.jobs = new JobWorker({
      ...{ store, pool, clock },
      handlers: [new DeliveryJob({ files, commands, rows, log: rowLog, vault, clock, holdsIdentifier })],
      isOutage: (error) => error instanceof VersionNotShown || isOutage(error, MAPPERS),
      onError: (error, about) => {
        if (!(error instanceof VersionNotShown)) log.failed(error, about);
      },
    });
    this.sources = new SourceWorker({
      ...{ states, fetch, clock, pollMs: settings.pollMs },
      lists: () => this.fetched(),
      deliver: (listId, { version, sha256, bytes }) => this.handIn(listId, version, sha256, bytes),
      log: sources,
    });
  }

  onApplicationBootstrap(): void {
    if (!this.settings.worker) return;
    this.jobs.start();
    this.sources.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sources.stop();
    await this.jobs.stop();
  }

  /** Looks for deliveries now. */
  wake(): void {
    this.jobs.wake();
  }

  /** Asks a source at once, whenever it would have been due. */
  async askNow(listId: string): Promise<void> {
    await this.states.askNow(listId, this.clock.now());
    this.sources.wake();
  }

  /** Lists with an address; on the way, deliveries that a crash has left half written are taken up again. */
  private async fetched(): Promise<readonly FetchedList[]> {
    const lists = await this.rows.lists();
    for (const list of lists) await this.desk.goOn(list).catch((error: unknown) => this.log.failed(error, {}));
    return lists.flatMap(({ listId, source, closed, applied }) => {
      if (source.kind !== 'ENDPOINT' || closed) return [];
      const { url, everyMinutes } = source;
      return [{ listId, url, everyMinutes, ...(applied !== undefined && { appliedSha256: applied.sha256 }) }];
    });
  }

  private async handIn(listId: string, version: string, sha256: string | undefined, bytes: Buffer): Promise<string> {
    const deliveryId = stableId('fetched', listId, version, sha256 ?? '', this.clock.now());
    const declared = sha256 === undefined ? {} : { declaredSha256: sha256 };
    try {
      const { state, repeated } = await this.desk.take(
        listId,
        { deliveryId, actor: SYSTEM, version, ...declared },
        bytes,
      );
      this.jobs.wake();
      if (!repeated) return 'TAKEN';
      return state === 'APPLIED' || state === 'APPLYING' ? 'KNOWN' : 'HELD';
    } catch (error) {
      if (error instanceof ExternalListRefusal) return error.code;
      throw error;
    }
  }
}
