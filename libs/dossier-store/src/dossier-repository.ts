import { loadStream, type SeenCommands } from '#libs/command-loop';
import type { DossierState } from '#libs/dossier';
import type { EventStore, ExpectedRevision, Position } from '#libs/event-store';
import type { Instant } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import { dossierFolding, dossierStreamOf } from './dossier-kind.js';
import type { DossierFold, SubjectRecord } from './dossier-view.js';

/** A dossier, folded. Texts in it are as they are stored, sealed. */
export interface LoadedDossier {
  readonly subjectId: string;
  readonly state: DossierState;
  /** Absent while nobody is registered. */
  readonly record?: SubjectRecord;
  readonly revision: ExpectedRevision;
  /** Events of each entry: what its ETag says. The subject's own record is under `record`. */
  readonly entryRevisions: ReadonlyMap<string, number>;
  /** By `commandKey(actorId, commandId)`. */
  readonly seenCommands: SeenCommands;
  readonly lastRecordedAt?: Instant;
  /** Position of the last event. */
  readonly position?: Position;
}

export class DossierRepository {
  constructor(
    private readonly store: EventStore,
    private readonly fold: DossierFold,
  ) {}

  /**
   * Reads a dossier. One that does not exist is empty, with revision `no-stream`.
   * @param options.asOf as known then: only what had been recorded by this instant
   * @throws StoreUnavailable
   */
  async load(subjectId: string, options: { readonly asOf?: Instant } = {}): Promise<LoadedDossier> {
    const loaded = await loadStream(this.store, dossierStreamOf(subjectId), dossierFolding(this.fold), options.asOf);
    const { state, revision, seenCommands, lastRecordedAt, position } = loaded;
    return {
      subjectId,
      state: state.dossier,
      ...(state.record === undefined ? {} : { record: state.record }),
      revision,
      entryRevisions: loaded.scopeRevisions(),
      seenCommands,
      ...(lastRecordedAt === undefined ? {} : { lastRecordedAt }),
      ...(position === undefined ? {} : { position }),
    };
  }

  /** Place of its first event in the log: of two dossiers the one with the lower is the older. @throws StoreUnavailable */
  async registeredAt(subjectId: string): Promise<Position | undefined> {
    for await (const { position } of this.store.readStream(dossierStreamOf(subjectId), { limit: 1 })) return position;
    return undefined;
  }

  /** Number of events of an entry, or of the subject's own record without one. @throws StoreUnavailable */
  async entryRevision(subjectId: string, entryId?: string): Promise<number> {
    return (await this.load(subjectId)).entryRevisions.get(entryId ?? RECORD_SCOPE) ?? 0;
  }
}
