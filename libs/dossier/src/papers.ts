import type { Draft } from './draft.js';
import type { DossierEvent, DossierEventType, EventData } from './events.js';
import type { PaperAddressee, PaperKind, PaperRef } from './shared.js';
import { unitOf } from './units.js';

/** Events that papers go out with. */
export type PaperedEventType = {
  [T in DossierEventType]: 'papers' extends keyof EventData<T> ? T : never;
}[DossierEventType];

/** Whom the papers of an act are for. */
export interface PaperRecipient {
  readonly addressee: PaperAddressee;
  /** Absent for the public. */
  readonly recipientRef?: string;
}

/** Emits an event of an entry with its papers in it (part 13, docs/decisions/0022). */
export function emitWithPapers<T extends PaperedEventType>(
  draft: Draft,
  type: T,
  data: EventData<T>,
  { addressee, recipientRef }: PaperRecipient,
  kinds: readonly PaperKind[],
): void {
  const { entryId } = data;
  const entry = draft.entry(entryId);
  const act = { type, data } as unknown as DossierEvent;
  const to = recipientRef === undefined ? { addressee } : { addressee, recipientRef };
  const papers = kinds.flatMap((kind): readonly PaperRef[] => {
    const paperId = draft.ctx.newId(`paper ${kind} ${entryId}`);
    const printed = draft.ctx.press?.({
      ...{ paperId, kind, entryId, ...to },
      unitId: unitOf(draft.ctx, entry.unitId),
      standardId: entry.standardId,
      standardVersion: entry.standardVersion,
      events: [...draft.events, act],
    });
    if (printed === undefined) return [];
    const { code, ...rest } = printed;
    return [{ paperId, kind, ...rest, ...to, code: draft.text(entryId, code, recipientRef) }];
  });
  draft.emit(type, papers.length === 0 ? data : { ...data, papers });
}
