import type { Role } from '#libs/access';

/** Standards, units, channels and rules are published documents: whoever has logged in may read them. */
export const REFERENCE_READERS: readonly Role[] = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'STANDARD_OWNER',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'PRIVACY_REVIEWER',
  'PLATFORM_OPERATOR',
  'SUBJECT',
  'THIRD_PARTY',
];
