/** Columns of a list row, with dates as texts and with what the day itself has ended shown as ended (D15). */
export function listed(today: string): string {
  return `e.entry_id as "entryId", e.subject_id as "subjectId", e.list_kind as "listKind", e.unit_id as "unitId",
    e.standard_id as "standardId", e.standard_version as "standardVersion",
    case when ${expired(today)} then 'EXITED' else e.lifecycle end as "lifecycle",
    e.listed_on::text as "listedOn", e.decision_no as "decisionNo", e.decided_on::text as "decidedOn",
    e.valid_from::text as "validFrom", e.valid_to::text as "validTo", e.grade,
    case when ${expired(today)} and e.measure_state <> 'NOT_TRIGGERED' then 'STOPPED' else e.measure_state end as "measureState",
    e.measure_items as "measureItems", e.suspension_grounds as "suspensionGrounds", e.dispute_marks as "disputeMarks",
    e.publication_state as "publicationState", e.published_channels as "publishedChannels",
    e.published_on::text as "publishedOn", e.publish_until::text as "publishUntil", e.platform_state as "platformState",
    e.repairable, e.earliest_repair_on::text as "earliestRepairOn", e.repair_state as "repairState",
    e.focus_mode as "focusMode", e.backdated, e.basis_insufficient as "basisInsufficient", e.minor,
    not ${retained(today)} as "hidden",
    case when ${expired(today)} then 'VALIDITY_EXPIRED' else e.exit_reason end as "exitReason",
    case when ${expired(today)} then (e.valid_to + 1)::text else e.exit_effective_on::text end as "exitEffectiveOn",
    e.caused_by_entry_id as "causedByEntryId", e.former_black_entry_id as "formerBlackEntryId",
    e.origin, e.entry_revision as "entryRevision", e.stream_revision as "streamRevision",
    s.subject_type as "subjectType", s.identifier_kind as "identifierKind", s.name, s.identifier`;
}

/** The entries `e` with their subjects `s`. */
export const FROM = 'from read.current_entries e join read.current_subjects s using (subject_id)';
export const expired = (today: string): string => `(e.lifecycle = 'ACTIVE' and e.valid_to < ${today}::date)`;
/** Retention is not over, by the day itself (3.14, D15). */
export const retained = (today: string): string => `(e.hidden_from is null or e.hidden_from > ${today}::date)`;
export const inEffect = (today: string): string =>
  `e.lifecycle = 'ACTIVE' and ${today}::date between e.valid_from and e.valid_to`;
/** 6.4: entries of minors are for those who work on them. */
export const WITHOUT_MINORS = 'not e.minor';

/** From the dossiers `joined` to those next to each of them: the one it was joined into, and those that refer to it. */
export const NEXT_TO_JOINED = `
      lateral (select joined_into as subject_id from read.current_subjects s
                where s.subject_id = joined.subject_id and joined_into is not null
                union all
               select s.subject_id from read.current_subjects s where s.joined_into = joined.subject_id) other`;
