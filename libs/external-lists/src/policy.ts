import type { Role } from '#libs/dossier';
import type { ExternalListCommandType } from './commands.js';

const KEEPERS: readonly Role[] = ['PLATFORM_OPERATOR', 'JOINT_CONFERENCE_OFFICE'];
/** A social organisation keeps its own reference lists; the others keep every list. */
const ANY_KEEPER: readonly Role[] = [...KEEPERS, 'SOCIAL_ORGANISATION'];

/** Who may do what with lists of others (2); a social organisation only with its own. */
export const EXTERNAL_LIST_POLICY: Readonly<Record<ExternalListCommandType, readonly Role[]>> = {
  RegisterMirroredList: KEEPERS,
  RegisterReferenceList: ['SOCIAL_ORGANISATION', 'JOINT_CONFERENCE_OFFICE'],
  ChangeExternalListTerms: ANY_KEEPER,
  CloseExternalList: ANY_KEEPER,
  JudgeDelivery: [...ANY_KEEPER, 'SYSTEM'],
  ReleaseDelivery: ANY_KEEPER,
  DiscardDelivery: ANY_KEEPER,
  FinishDelivery: [...ANY_KEEPER, 'SYSTEM'],
  ForwardObjection: ['SUBJECT', 'DISPUTE_HANDLER'],
  RecordOwnerOutcome: ['DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE'],
};
