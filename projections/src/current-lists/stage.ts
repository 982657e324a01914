import type { Case, Entry, Repair } from '#libs/dossier';

/** Region L of an entry (spec 3.1) as lists show it. */
export type Lifecycle =
  | 'DRAFT'
  | 'SCREENED'
  | 'NOTICE_SERVED'
  | 'IN_PUBLICITY'
  | 'READY'
  | 'ACTIVE'
  | 'EXITED'
  | 'SCREENED_OUT'
  | 'NOT_RECOGNIZED'
  | 'WITHDRAWN';

const OPEN_CASE: readonly Case['status'][] = ['FILED', 'ACCEPTED', 'REFERRED', 'REPLIED', 'IN_REVIEW'];

/** Whether a case still waits for somebody's decision. */
export const isOpen = (found: Case): boolean => OPEN_CASE.includes(found.status);

/** Where the entry stands. READY here means: nothing on record is still waited for; the decision looks again. */
export function lifecycle(entry: Entry, cases: readonly Case[]): Lifecycle {
  if (entry.phase !== 'PREPARING') return entry.phase;
  const { publicity } = entry;
  if (publicity) {
    if (publicity.endedOn === undefined) return 'IN_PUBLICITY';
    return cases.some(isOpen) ? 'IN_PUBLICITY' : 'READY';
  }
  if (entry.waivedOn !== undefined) return 'READY';
  const notices = entry.notices.filter((notice) => notice.purpose === 'RECOGNITION');
  if (notices.length > 0) {
    const heard =
      notices.every((notice) => notice.closedOn !== undefined) &&
      entry.statements.every((statement) => statement.considered !== undefined) &&
      (entry.hearing === undefined || entry.hearing.heldOn !== undefined);
    return heard && !cases.some(isOpen) ? 'READY' : 'NOTICE_SERVED';
  }
  return entry.crossCheck?.result === 'CLEAN' ? 'SCREENED' : 'DRAFT';
}

/** Region P. */
export function publicationState(entry: Entry): string {
  const shown = [...new Set(entry.publications.flatMap((p) => p.channels))];
  if (shown.length > 0) {
    if (entry.phase !== 'ACTIVE' && shown.every((c) => entry.takenDownChannels.includes(c))) return 'TAKEN_DOWN';
    return entry.announcedChannels.length > 0 ? 'EXIT_ANNOUNCED' : 'PUBLISHED';
  }
  if (entry.publicity?.takenDown) return 'TAKEN_DOWN';
  return entry.publicity && entry.phase === 'PREPARING' ? 'INITIAL_SHOWN' : 'NOT_PUBLIC';
}

/** Region S: how far the slowest platform is. */
export function platformState(entry: Entry): string {
  const platforms = Object.values(entry.platforms);
  if (platforms.length === 0) return 'NOT_REPORTED';
  if (platforms.every((p) => p.deletedOn !== undefined)) return 'DELETED';
  if (platforms.some((p) => p.deleteRequestedOn !== undefined)) return 'DELETE_REQUESTED';
  return platforms.every((p) => p.receiptNo !== undefined) ? 'CONFIRMED' : 'REPORTED';
}

/** Region R: the latest application. */
export function repairState(repairs: readonly Repair[]): string {
  const latest = repairs.at(-1);
  if (latest === undefined) return 'NONE';
  if (latest.status === 'SUBMITTED' || latest.status === 'SUPPLEMENT_REQUESTED') return 'APPLIED';
  return latest.status === 'ACCEPTED' ? 'IN_REVIEW' : latest.status;
}
