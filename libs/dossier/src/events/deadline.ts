import type { Duration, LegalDate } from '#libs/rules';

export interface DeadlineEvents {
  /** `entryId` is absent for a deadline of the dossier itself. */
  DeadlineSet: {
    deadlineId: string;
    entryId?: string;
    /** Rule key of 3.3, or `entry.validity`, `publicity.end`, `repair.window`. */
    key: string;
    /** What owns it: entry, notice, objection, verification, repair. */
    ownerRef: string;
    /** Unit that has to act; absent where nobody has. */
    unitId?: string;
    startOn: LegalDate;
    /** Runs to 24:00 of this day. */
    dueOn: LegalDate;
    duration?: Duration;
    calendarVersion: string;
    provisional: boolean;
    /** `packId@version` or `standard:id@version`. */
    ruleFrom: string;
    legalSource: string;
  };
  DeadlineMet: { deadlineId: string; entryId?: string; metOn: LegalDate; late: boolean };
  DeadlineMissed: { deadlineId: string; entryId?: string; dueOn: LegalDate };
  DeadlinePaused: { deadlineId: string; entryId?: string; pausedOn: LegalDate };
  DeadlineResumed: {
    deadlineId: string;
    entryId?: string;
    resumedOn: LegalDate;
    dueOn: LegalDate;
    calendarVersion: string;
  };
  DeadlineRescheduled: {
    deadlineId: string;
    entryId?: string;
    dueOn: LegalDate;
    calendarVersion: string;
    provisional: boolean;
    because: 'CALENDAR' | 'EXTENSION';
  };
  /** What it was set for ended otherwise: nobody owes it any more. */
  DeadlineLapsed: { deadlineId: string; entryId?: string; because: string };
}
