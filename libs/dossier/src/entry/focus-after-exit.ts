import { governingPackId, type FocusMode, type LegalDate, type RecognitionStandard } from '#libs/rules';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';
import { exitEntry, setListingDeadlines, setWarningDeadline } from './exit.js';
import { endProcedure } from './generate.js';
import { removeFromRed } from './cross-list.js';
import { recordMinor } from './minors.js';
import { remedyInfo } from './terms.js';

/**
 * B17: the focus listing that the approver of the black entry decided in its recognition. The system only executes it:
 * the black decision's number, basis, drafter and approver are its own.
 */
export function recognizeFocusAfterExit(
  draft: Draft,
  black: Entry,
  standard: RecognitionStandard,
  {
    mode,
    validFrom,
    validTo,
  }: { readonly mode: FocusMode; readonly validFrom: LegalDate; readonly validTo: LegalDate },
): void {
  const recognition = black.recognition;
  if (!recognition) return;
  makeWay(draft, black, standard.standardId, validFrom);
  const focusEntryId = draft.ctx.newId(`focus-after/${black.entryId}/${black.exit?.effectiveOn ?? validFrom}`);
  draft.emit('FocusListingTriggered', { entryId: black.entryId, focusEntryId, focusValidTo: validTo, mode });
  draft.emit('InitialEntryGenerated', {
    entryId: focusEntryId,
    listKind: 'FOCUS',
    standardId: standard.standardId,
    standardVersion: standard.version,
    unitId: black.unitId,
    origin: 'AFTER_BLACK_EXIT',
    basis: black.basis,
    facts: draft.text(focusEntryId, '退出黑名单后列入重点关注 / listed for focus after leaving the black list'),
    evidence: [],
    generatedOn: validFrom,
    drafter: recognition.drafter,
    ...(black.grade && { grade: black.grade }),
    minor: black.minor,
    basisInsufficient: black.basisInsufficient,
    formerBlackEntryId: black.entryId,
  });
  if (black.protection) recordMinor(draft, focusEntryId, black.protection, standard);
  draft.emit('EntryRecognized', {
    entryId: focusEntryId,
    proposalId: black.entryId,
    drafter: recognition.drafter,
    approver: recognition.approver,
    decisionNo: recognition.decisionNo,
    decidedOn: validFrom,
    recordedOn: draft.today,
    backdated: false,
    terms: { validFrom, validTo },
    rulePackId: governingPackId({ packs: draft.ctx.rulePacks, on: draft.today }),
    legalBasis: standard.legalBasis,
    remedyInfo: remedyInfo(draft, standard),
    mode,
    reasons: draft.text(focusEntryId, '依黑名单认定决定执行 / executes the decision on the black entry'),
    receipt: {
      standardId: standard.standardId,
      standardVersion: standard.version,
      rulePacks: [governingPackId({ packs: draft.ctx.rulePacks, on: draft.today })],
      gates: [
        {
          gate: 'DECIDED_WITH_BLACK_ENTRY',
          against: black.entryId,
          since: recognition.decidedOn,
          clause: 'spec 3.6 B17; S1 §4',
        },
      ],
    },
  });
  const focus = draft.entry(focusEntryId);
  setListingDeadlines(draft, focus, validFrom);
  setWarningDeadline(draft, focus, validFrom);
  removeFromRed(draft, focusEntryId, 'FOCUS_LISTED', validFrom);
}

/** I3: an open focus entry on the same standard and basis document gives way to the one that was decided. */
function makeWay(draft: Draft, black: Entry, focusStandardId: string, effectiveOn: LegalDate): void {
  for (const other of Object.values(draft.state.entries)) {
    if (other.standardId !== focusStandardId || other.basis[0]?.docNo !== black.basis[0]?.docNo) continue;
    if (other.phase === 'PREPARING') {
      draft.emit('EntryWithdrawn', {
        entryId: other.entryId,
        reason: draft.text(other.entryId, '已因退出黑名单列入重点关注 / listed for focus after the black exit'),
        withdrawnOn: draft.today,
      });
      endProcedure(draft, other.entryId, 'SUPERSEDED');
    } else if (other.phase === 'ACTIVE')
      exitEntry(draft, other.entryId, { reason: 'SUPERSEDED', effectiveOn, causedByEntryId: black.entryId });
  }
}
