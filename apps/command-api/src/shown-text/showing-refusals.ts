/** What every command that shows an entry to the public can be refused with. */
export const SHOWING_REFUSALS = [
  'CHANNELS_INCOMPLETE',
  'CHANNEL_CLOSED',
  'CHANNEL_UNKNOWN',
  'FINDINGS_UNCONFIRMED',
  'MASK_PROFILE_NOT_IN_FORCE',
  'MINOR_NEVER_PUBLIC',
  'SHOWN_TEXT_CHANGED',
] as const;
