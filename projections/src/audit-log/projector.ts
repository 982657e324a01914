import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { daysBetween, legalDateOf } from '#libs/rules';
import { DOSSIER_PREFIX, dossierRecords, unitOf, type DossierRecord } from '../dossier-event.js';
import { auditedDecision, type Audited } from './decision.js';
import { DECISIONS, PROPOSALS, RECOGNIZERS } from './table.js';

interface ProposalRow {
  readonly subject_id: string;
  readonly proposal_id: string;
  readonly drafter_id: string;
  readonly drafted_at: Date | string;
}
interface RecognizerRow {
  readonly subject_id: string;
  readonly entry_id: string;
  readonly approver_id: string | null;
  readonly basis_insufficient: boolean;
}

/** 决定审计: every decision that leaves somebody a choice (spec 3.18). */
export const auditLog: Projection = {
  name: 'audit-log',
  version: 2,
  tables: [DECISIONS, PROPOSALS, RECOGNIZERS],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events);
    const decided = records.map((record) => ({ record, audited: auditedDecision(record) }));
    const [proposals, recognizers] = [await loadProposals(decided, tx), await loadRecognizers(decided, tx)];
    const rows: Row[] = [];
    const newProposals: ProposalRow[] = [];
    const newRecognizers = new Map<string, RecognizerRow>();
    for (const { record, audited } of decided) {
      const proposal = proposalOf(record);
      if (proposal) {
        proposals.set(key(record.subjectId, proposal.proposal_id), proposal);
        newProposals.push(proposal);
      }
      const recognizer = recognizerOf(record, recognizers);
      if (recognizer) {
        recognizers.set(key(record.subjectId, recognizer.entry_id), recognizer);
        newRecognizers.set(key(record.subjectId, recognizer.entry_id), recognizer);
      }
      if (audited) {
        const at = (id: string | undefined): string => key(record.subjectId, id ?? '');
        rows.push(rowOf(record, audited, proposals.get(at(audited.proposalId)), recognizers.get(at(record.entryId))));
      }
    }
    await tx.upsert(
      PROPOSALS.name,
      newProposals.map((row) => ({ ...row })),
    );
    await tx.upsert(
      RECOGNIZERS.name,
      [...newRecognizers.values()].map((row) => ({ ...row })),
    );
    await tx.upsert(DECISIONS.name, rows);
  },
};

type Decided = readonly { readonly record: DossierRecord; readonly audited: Audited | undefined }[];
const key = (subjectId: string, id: string): string => `${subjectId} ${id}`;

async function loadProposals(decided: Decided, tx: ProjectionWriter): Promise<Map<string, ProposalRow>> {
  const wanted = new Map(
    decided.flatMap(({ record, audited }) =>
      audited?.proposalId === undefined
        ? []
        : [
            [
              key(record.subjectId, audited.proposalId),
              { subject_id: record.subjectId, proposal_id: audited.proposalId },
            ],
          ],
    ),
  );
  const rows = await tx.load<ProposalRow>(PROPOSALS.name, [...wanted.values()]);
  return new Map(rows.map((row) => [key(row.subject_id, row.proposal_id), row]));
}

async function loadRecognizers(decided: Decided, tx: ProjectionWriter): Promise<Map<string, RecognizerRow>> {
  const wanted = new Map(
    decided.flatMap(({ record, audited }) =>
      record.entryId === undefined || (audited === undefined && record.type !== 'EntryRecognized')
        ? []
        : [[key(record.subjectId, record.entryId), { subject_id: record.subjectId, entry_id: record.entryId }]],
    ),
  );
  const rows = await tx.load<RecognizerRow>(RECOGNIZERS.name, [...wanted.values()]);
  return new Map(rows.map((row) => [key(row.subject_id, row.entry_id), row]));
}

function proposalOf(record: DossierRecord): ProposalRow | undefined {
  if (record.type !== 'DecisionProposed') return undefined;
  const { proposalId, drafter } = record.data;
  return {
    subject_id: record.subjectId,
    proposal_id: proposalId,
    drafter_id: drafter.userId,
    drafted_at: record.envelope.recordedAt,
  };
}

function recognizerOf(record: DossierRecord, known: ReadonlyMap<string, RecognizerRow>): RecognizerRow | undefined {
  if (record.type === 'InitialEntryGenerated') {
    const { entryId, basisInsufficient } = record.data;
    return {
      subject_id: record.subjectId,
      entry_id: entryId,
      approver_id: null,
      basis_insufficient: basisInsufficient,
    };
  }
  if (record.type !== 'EntryRecognized') return undefined;
  const { entryId, approver } = record.data;
  return {
    subject_id: record.subjectId,
    entry_id: entryId,
    approver_id: approver.userId,
    basis_insufficient: known.get(key(record.subjectId, entryId))?.basis_insufficient ?? false,
  };
}

function rowOf(
  record: DossierRecord,
  audited: Audited,
  proposal: ProposalRow | undefined,
  recognizer: RecognizerRow | undefined,
): Row {
  const { envelope } = record;
  const system = envelope.actor.role === 'SYSTEM';
  const approver = audited.approver ?? (system ? undefined : envelope.actor);
  const drafterId =
    audited.drafter?.userId ?? (audited.kind === 'PROPOSAL_REJECTION' ? proposal?.drafter_id : undefined);
  const draftedAt = proposal === undefined ? undefined : new Date(proposal.drafted_at).toISOString();
  const decidedOn = audited.decidedOn;
  return {
    subject_id: record.subjectId,
    stream_revision: record.revision,
    position: record.position,
    event_id: record.eventId,
    event_type: record.type,
    kind: audited.kind,
    outcome: audited.outcome ?? null,
    entry_id: record.entryId ?? null,
    list_kind: envelope.listKind ?? null,
    standard_id: audited.receipt?.standardId ?? envelope.standardId ?? null,
    unit_id: unitOf(approver),
    drafter_id: drafterId ?? null,
    approver_id: approver?.userId ?? null,
    rule: envelope.actor.rule ?? null,
    proposal_id: audited.proposalId ?? null,
    case_id: audited.caseId ?? null,
    drafted_at: draftedAt ?? null,
    recorded_at: envelope.recordedAt,
    seconds_between:
      draftedAt === undefined ? null : Math.round((Date.parse(envelope.recordedAt) - Date.parse(draftedAt)) / 1000),
    decided_on: decidedOn ?? null,
    recorded_after_days: decidedOn === undefined ? null : daysBetween(decidedOn, legalDateOf(envelope.recordedAt)),
    backdated: audited.backdated ?? false,
    four_eyes_ok: fourEyes(audited, approver?.userId, recognizer),
    basis_insufficient: recognizer?.basis_insufficient ?? false,
    receipt: audited.receipt === undefined ? null : JSON.stringify(audited.receipt),
    evidence: JSON.stringify(envelope.evidenceRefs.map(({ docId, sha256 }) => ({ docId, sha256 }))),
    legal_basis: JSON.stringify(envelope.legalBasisRefs),
  };
}

/** Two persons where two are needed; for a case, somebody else than who approved the recognition. */
function fourEyes(
  audited: Audited,
  decider: string | undefined,
  recognizer: RecognizerRow | undefined,
): boolean | null {
  if (audited.drafter !== undefined) return audited.drafter.userId !== decider;
  if (!audited.apartFromRecognizer) return null;
  return decider !== undefined && decider !== recognizer?.approver_id;
}
