/* What the commands after a change of standard (3.15) can be refused with; part of COMMAND_REFUSALS. */

export const STANDARD_CHANGE_REFUSALS = {
  RestartEntry: [
    'AMOUNT_BELOW_STANDARD',
    'ENTRY_NOT_PREPARING',
    'FOCUS_STANDARD_NOT_MET',
    'GRADE_TOO_LIGHT',
    'NOT_YOUR_STANDARD',
    'NO_NEWER_STANDARD',
    'STANDARD_NOT_IN_FORCE',
  ],
  DecideStandardReview: [
    'ENTRY_NOT_ACTIVE',
    'FOCUS_STANDARD_UNKNOWN',
    'NOTHING_CONFORMS_TO_RETIRED',
    'NO_NEWER_STANDARD',
  ],
} as const;
