import { FROM, inEffect } from '../current-lists/listed-columns.js';

/** Columns of a part `p`, beside those of its entry. */
export const PART = `p.person_ref as "personRef", p.capacity, p.from_date::text as "fromDate", p.to_date::text as "toDate",
  p.measures_extend as "measuresExtend", p.suspended_because as "suspendedBecause", p.dispute_marks as "personMarks",
  p.closed_on::text as "closedOn", p.closed_because as "closedBecause"`;
export const FROM_PARTS = `${FROM} join read.responsible_persons p using (entry_id)`;
export const partInEffect = (day: string): string =>
  `${inEffect(day)} and (p.closed_on is null or p.closed_on > ${day}::date)`;
