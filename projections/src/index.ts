export { ofSomeUnit, type Page, type Preparing, type Queryable } from './columns.js';
export type { EnvelopeActor } from './dossier-event.js';
export * from './audit-log/decision.js';
export * from './audit-log/migration.js';
export { auditLog } from './audit-log/projector.js';
export * from './audit-log/queries.js';
export * from './complaints/migration.js';
export { complaints } from './complaints/projector.js';
export * from './complaints/queries.js';
export * from './current-lists/add-shown.migration.js';
export * from './current-lists/find-by-state.migration.js';
export * from './current-lists/find-of-some-unit.migration.js';
export * from './current-lists/migration.js';
export { currentLists } from './current-lists/projector.js';
export {
  answerStatement,
  ASKED_FROM,
  listRows,
  listStatement,
  type ListedField,
  type ListAnswer,
  type ListFilter,
  type ListKey,
  type ListRow,
  type ListStatus,
} from './current-lists/list-pages.js';
export { SHOWN_FIELDS, shownText } from './current-lists/shown.js';
export { shownPages, withNames, type ShownPage, type Unnamed } from './current-lists/shown-pages.js';
export * from './current-lists/queries.js';
export * from './deadlines/find-by-state.migration.js';
export * from './deadlines/migration.js';
export { deadlines } from './deadlines/projector.js';
export * from './deadlines/queries.js';
export * from './dossier-timeline/migration.js';
export { dossierTimeline } from './dossier-timeline/projector.js';
export * from './dossier-timeline/queries.js';
export { deadlineName } from './dossier-timeline/labels.js';
export { tell } from './dossier-timeline/tell.js';
export type { Both, TimelineText, Told } from './dossier-timeline/told.js';
export * from './grants/migration.js';
export { grants } from './grants/projector.js';
export * from './grants/queries.js';
export * from './external-lists/migration.js';
export { mirroredLists } from './external-lists/cross-check.js';
export { externalLists } from './external-lists/projector.js';
export * from './external-lists/queries.js';
export * from './list-changes/migration.js';
export { listChanges } from './list-changes/projector.js';
export * from './list-changes/queries.js';
export * from './lookup-reviews/migration.js';
export { lookupReviews } from './lookup-reviews/projector.js';
export * from './lookup-reviews/queries.js';
export * from './measure-responses/find-unconfirmed.migration.js';
export * from './measure-responses/migration.js';
export { measureResponses } from './measure-responses/projector.js';
export * from './measure-responses/queries.js';
export * from './publication-tasks/find-open.migration.js';
export * from './publication-tasks/migration.js';
export { publicationTasks } from './publication-tasks/projector.js';
export * from './publication-tasks/queries.js';
export * from './publications/find-shown.migration.js';
export * from './publications/migration.js';
export { publications } from './publications/projector.js';
export * from './publications/queries.js';
export * from './registry.js';
export * from './reports/migration.js';
export { reports } from './reports/projector.js';
export * from './reports/queries.js';
export * from './responsible-persons/migration.js';
export { responsiblePersons } from './responsible-persons/projector.js';
export * from './responsible-persons/queries.js';
export * from './standard-changes/queries.js';
export * from './standings/queries.js';
export * from './retention/find-kept.migration.js';
export * from './retention/migration.js';
export { retentions } from './retention/projector.js';
export * from './retention/queries.js';
export * from './work-queues/migration.js';
export { workQueues } from './work-queues/projector.js';
export * from './work-queues/queries.js';
export { type WorkActor } from './work-queues/fold.js';
export * from './webhooks/migration.js';
export { webhooks } from './webhooks/projector.js';
export * from './webhooks/queries.js';
