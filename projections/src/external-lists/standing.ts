/** Columns of an entry `e` of the list `l`. */
export const ENTRY = `e.entry_id as "entryId", e.list_id as "listId", e.ref, e.subject_ref as "subjectRef",
  e.list_kind as "listKind", e.subject_type as "subjectType", e.identifier_kind as "identifierKind", e.name, e.identifier,
  e.listed_on::text as "listedOn", e.valid_to::text as "validTo", e.decision_no as "decisionNo",
  exists (select from read.external_forwardings f where f.entry_id = e.entry_id and f.outcome is null) as disputed,
  l.version, l.applied_at as "appliedAt", s.confirmed_at as "confirmedAt", l.list`;
/** Of some entries `e` those of the version that stands; of a list that was closed there are none. */
export const standingOf = (entries: string): string => `from ${entries}
  join read.external_lists l on l.list_id = e.list_id and not l.closed
   and e.from_sequence <= l.applied_sequence and (e.to_sequence is null or e.to_sequence > l.applied_sequence)
   and e.removed_by_outcome is not true
  left join external.sources s on s.list_id = e.list_id`;
export const FROM_STANDING = standingOf('read.external_entries e');
/** By the day, the last one included. */
export const mirrorInEffect = (today: string): string =>
  `e.listed_on <= ${today}::date and (e.valid_to is null or e.valid_to >= ${today}::date)`;
