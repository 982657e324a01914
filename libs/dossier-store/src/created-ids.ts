import type { DossierEventType, EventData } from '#libs/dossier';

/** Which id an event of a type gives to what it brings into being. */
const CREATED_ID: { readonly [T in DossierEventType]?: keyof EventData<T> & string } = {
  SubjectRegistered: 'subjectId',
  AgentAuthorized: 'agentRef',
  InitialEntryGenerated: 'entryId',
  DecisionProposed: 'proposalId',
  PriorNoticeServed: 'noticeId',
  StatementSubmitted: 'statementId',
  PublicityStarted: 'publicityId',
  EntryPublished: 'publicationId',
  ImproperUseInquiryOpened: 'inquiryId',
  StandardChangeReviewOpened: 'standardReviewId',
  ObjectionFiled: 'objectionId',
  VerificationOpened: 'verificationId',
  ReviewRequested: 'reviewId',
  RemedyFiled: 'remedyId',
  RepairApplied: 'repairId',
  EducationRecorded: 'educationId',
  ArchiveDutyRecorded: 'dutyId',
};

/** `{ proposalId: … }` for an event that creates something, `{}` for any other. */
export function createdIdsOf(eventType: string, data: Readonly<Record<string, unknown>>): Record<string, string> {
  const field = (CREATED_ID as Readonly<Record<string, string>>)[eventType];
  const id = field === undefined ? undefined : data[field];
  return field !== undefined && typeof id === 'string' ? { [field]: id } : {};
}
