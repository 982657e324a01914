import type { LegalDate, SubjectType } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { EvidenceRef, Gate } from '../shared.js';
import type { TwoPersons, Named } from './parts.js';

export interface SubjectEvents {
  /** 主体建档 (1.1 Subject). */
  SubjectRegistered: {
    subjectId: string;
    subjectType: SubjectType;
    identifierKind: 'USCC' | 'CITIZEN_ID' | 'OTHER';
    certificateType?: string;
    name: Named;
    identifier: Named;
    /** Supervised override of a code whose check digit fails (1.3). */
    checksumException?: { reason: Personal; evidenceRef: string; approvedBy: string };
  };
  SubjectRenamed: { name: Named; renamedOn: LegalDate; evidence: readonly EvidenceRef[] };
  SubjectIdentifierCorrected: { identifier: Named; reason: Personal; correctedOn: LegalDate };
  /** Two dossiers proved to be one subject. The older CONTINUES, the other REFERS to it. */
  DossiersJoined: {
    otherSubjectId: string;
    part: 'CONTINUES' | 'REFERS';
    reason: Personal;
    evidence?: readonly EvidenceRef[];
    /** What was checked before the decision, in the dossier in which it was taken. */
    gates?: readonly Gate[];
  } & TwoPersons;
  AgentAuthorized: {
    agentRef: string;
    scope: readonly ('STATEMENT' | 'OBJECTION' | 'REPAIR' | 'QUERY')[];
    validFrom: LegalDate;
    validTo: LegalDate;
    agentName: Personal;
    evidence: readonly EvidenceRef[];
  };
  AgentRevoked: { agentRef: string; revokedOn: LegalDate };
}
