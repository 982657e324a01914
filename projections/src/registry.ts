import type { RecordedEvent, Upcasters } from '#libs/event-store';
import { entityOf, type Projection } from '#libs/read-store';
import { CreateAuditLog1763700004004 } from './audit-log/migration.js';
import { auditLog } from './audit-log/projector.js';
import { CreateComplaints1763700024002 } from './complaints/migration.js';
import { complaints } from './complaints/projector.js';
import { AddShownEntries1763700043001 } from './current-lists/add-shown.migration.js';
import { FindEntriesByState1763700050001 } from './current-lists/find-by-state.migration.js';
import { FindEntriesOfSomeUnit1763700051001 } from './current-lists/find-of-some-unit.migration.js';
import { CreateCurrentLists1763700004001 } from './current-lists/migration.js';
import { currentLists } from './current-lists/projector.js';
import { FindDeadlinesByState1763700050002 } from './deadlines/find-by-state.migration.js';
import { CreateDeadlines1763700004003 } from './deadlines/migration.js';
import { deadlines } from './deadlines/projector.js';
import { CreateDossierTimeline1763700004002 } from './dossier-timeline/migration.js';
import { dossierTimeline } from './dossier-timeline/projector.js';
import { FindOpenPublicationTasks1763700050005 } from './publication-tasks/find-open.migration.js';
import { CreatePublicationTasks1763700026001 } from './publication-tasks/migration.js';
import { publicationTasks } from './publication-tasks/projector.js';
import { CreateGrants1763700022002 } from './grants/migration.js';
import { grants } from './grants/projector.js';
import { CreateLookupReviews1763700022003 } from './lookup-reviews/migration.js';
import { lookupReviews } from './lookup-reviews/projector.js';
import { CreateExternalLists1763700025001 } from './external-lists/migration.js';
import { externalLists } from './external-lists/projector.js';
import { FindShownPublications1763700050003 } from './publications/find-shown.migration.js';
import { CreatePublications1763700004005 } from './publications/migration.js';
import { publications } from './publications/projector.js';
import { FindUnconfirmedInstructions1763700050006 } from './measure-responses/find-unconfirmed.migration.js';
import { CreateMeasureResponses1763700011001 } from './measure-responses/migration.js';
import { measureResponses } from './measure-responses/projector.js';
import { CreateListChanges1763700010002 } from './list-changes/migration.js';
import { listChanges } from './list-changes/projector.js';
import { CreateReports1763700024003 } from './reports/migration.js';
import { reports } from './reports/projector.js';
import { FindKeptRetentions1763700050004 } from './retention/find-kept.migration.js';
import { CreateRetentions1763700023002 } from './retention/migration.js';
import { retentions } from './retention/projector.js';
import { CreateResponsiblePersons1763700012001 } from './responsible-persons/migration.js';
import { responsiblePersons } from './responsible-persons/projector.js';
import { CreateWorkQueues1763700027001 } from './work-queues/migration.js';
import { workQueues } from './work-queues/projector.js';
import { CreateWebhooks1763700010003 } from './webhooks/migration.js';
import { webhooks } from './webhooks/projector.js';

/** Every read model of the product. */
export const PROJECTIONS: readonly Projection[] = [
  currentLists,
  dossierTimeline,
  deadlines,
  auditLog,
  workQueues,
  publications,
  retentions,
  publicationTasks,
  listChanges,
  externalLists,
  webhooks,
  measureResponses,
  grants,
  lookupReviews,
  responsiblePersons,
  complaints,
  reports,
];

/** The same, given events of every age in their latest version. */
export function projectionsWith(upcasters: Upcasters): readonly Projection[] {
  // What was lifted for one read model is the same event for the others.
  const lifted = new WeakMap<RecordedEvent, RecordedEvent>();
  const lift = (event: RecordedEvent): RecordedEvent => {
    if (event.schemaVersion >= upcasters.latestVersion(event.eventType)) return event;
    const known = lifted.get(event);
    if (known !== undefined) return known;
    const latest = upcasters.lift(event);
    if (latest !== event) lifted.set(event, latest);
    return latest;
  };
  return PROJECTIONS.map(({ fields, ...projection }) => ({
    ...projection,
    // Whoever lifts an event may look at all of it.
    ...(fields !== undefined && noneLifted(projection, upcasters) && { fields }),
    handle: (events, tx) => projection.handle(events.map(lift), tx),
  }));
}

function noneLifted({ eventTypes }: Pick<Projection, 'eventTypes'>, upcasters: Upcasters): boolean {
  return eventTypes?.every((eventType) => upcasters.latestVersion(eventType) === 1) ?? false;
}

/** The migrations that create their tables, in order. */
export const PROJECTION_MIGRATIONS = [
  CreateCurrentLists1763700004001,
  CreateDossierTimeline1763700004002,
  CreateDeadlines1763700004003,
  CreateAuditLog1763700004004,
  CreatePublications1763700004005,
  CreateRetentions1763700023002,
  CreateListChanges1763700010002,
  CreateWebhooks1763700010003,
  CreateExternalLists1763700025001,
  CreateMeasureResponses1763700011001,
  CreateResponsiblePersons1763700012001,
  CreateComplaints1763700024002,
  CreateReports1763700024003,
  CreatePublicationTasks1763700026001,
  CreateWorkQueues1763700027001,
  CreateGrants1763700022002,
  CreateLookupReviews1763700022003,
  AddShownEntries1763700043001,
  FindEntriesByState1763700050001,
  FindDeadlinesByState1763700050002,
  FindShownPublications1763700050003,
  FindKeptRetentions1763700050004,
  FindOpenPublicationTasks1763700050005,
  FindUnconfirmedInstructions1763700050006,
  FindEntriesOfSomeUnit1763700051001,
] as const;

/** Their entities, for the test that entities equal migrations. */
export const PROJECTION_ENTITIES = PROJECTIONS.flatMap(({ tables }) => tables.map(entityOf));
