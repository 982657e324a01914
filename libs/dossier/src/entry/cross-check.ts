import type { CommandData } from '../commands.js';
import type { Draft } from '../draft.js';
import type { ExternalAnswer } from '../context.js';
import type { CrossCheckDirection, CrossCheckHit, CrossCheckSource } from '../shared.js';
import { hit, listedAnywhere, LOCAL_SOURCE, localHits, removeFromRed } from './cross-list.js';
import { active, ofList, preparing } from './guards.js';
import { endProcedure } from './generate.js';

/** R2: a red candidate against the black lists, local and national. A hit ends the candidacy. */
export function performCrossCheck(draft: Draft, { entryId }: CommandData<'PerformCrossCheck'>): void {
  const entry = preparing(draft, entryId);
  ofList(draft, entry, 'RED');
  checkRed(draft, entryId);
}

/** Returns whether the check was clean; a source that is away leaves it undone. */
export function checkRed(draft: Draft, entryId: string): 'CLEAN' | 'HIT' | 'FAILED' {
  const { black } = draft.ctx.crossCheck;
  if (!black.available) {
    failed(draft, entryId, 'RED_VS_BLACK', black.sourceId);
    return 'FAILED';
  }
  const hits = [...localHits(draft), ...black.hits];
  performed(draft, entryId, 'RED_VS_BLACK', black, hits);
  if (hits.length === 0) return 'CLEAN';
  draft.emit('EntryScreenedOut', { entryId, hits, screenedOutOn: draft.today });
  endProcedure(draft, entryId, 'SCREENED_OUT');
  return 'HIT';
}

/** B10: the red lists are searched when a black entry has been recognised. It never blocks the entry. */
export function checkBlack(draft: Draft, entryId: string): void {
  const { red } = draft.ctx.crossCheck;
  const local = listedAnywhere(draft)
    .filter((e) => e.listKind === 'RED')
    .map((e) => hit(e));
  if (red.available) {
    performed(draft, entryId, 'BLACK_VS_RED', red, [...local, ...red.hits]);
    for (const { sourceId, sourceEntryRef } of red.hits)
      draft.emit('RemovalRequestSent', { entryId, sourceId, sourceEntryRef, sentOn: draft.today });
  } else failed(draft, entryId, 'BLACK_VS_RED', red.sourceId);
  removeFromRed(draft, entryId, 'BLACK_LISTED');
}

/** B10, repeated by the system until the source answers. */
export function crossCheckAfterRecognition(draft: Draft, { entryId }: CommandData<'CrossCheckAfterRecognition'>): void {
  const entry = active(draft, entryId);
  // One that already failed is not told again; the retry goes on.
  if (!entry.redCheckPending || !draft.ctx.crossCheck.red.available) return;
  checkBlack(draft, entryId);
}

function performed(
  draft: Draft,
  entryId: string,
  direction: CrossCheckDirection,
  answer: ExternalAnswer & { available: true },
  hits: readonly CrossCheckHit[],
): void {
  const { sourceId, snapshotAt, version, also = [] } = answer;
  const local: CrossCheckSource = { sourceId: LOCAL_SOURCE, snapshotAt: draft.ctx.now, version: 'dossier' };
  draft.emit('CrossCheckPerformed', {
    entryId,
    direction,
    sources: [local, { sourceId, snapshotAt, version }, ...also],
    hits,
    result: hits.length === 0 ? 'CLEAN' : 'HIT',
    checkedOn: draft.today,
  });
}

function failed(draft: Draft, entryId: string, direction: CrossCheckDirection, source: string): void {
  draft.emit('CrossCheckFailed', { entryId, direction, source, failedOn: draft.today });
}
