import type { Upcasters } from '#libs/event-store';
import { entityOf, type Projection } from '#libs/read-store';
import { CreateAuditLog1763700004004 } from './audit-log/migration.js';
import { auditLog } from './audit-log/projector.js';
import { CreateCurrentLists1763700004001 } from './current-lists/migration.js';
import { currentLists } from './current-lists/projector.js';
import { CreateDeadlines1763700004003 } from './deadlines/migration.js';
import { deadlines } from './deadlines/projector.js';
import { CreateDossierTimeline1763700004002 } from './dossier-timeline/migration.js';
import { dossierTimeline } from './dossier-timeline/projector.js';
import { CreateExternalLists1763700025001 } from './external-lists/migration.js';
import { externalLists } from './external-lists/projector.js';
import { CreatePublications1763700004005 } from './publications/migration.js';
import { publications } from './publications/projector.js';
import { CreateMeasureResponses1763700011001 } from './measure-responses/migration.js';
import { measureResponses } from './measure-responses/projector.js';
import { CreateListChanges1763700010002 } from './list-changes/migration.js';
import { listChanges } from './list-changes/projector.js';
import { CreateResponsiblePersons1763700012001 } from './responsible-persons/migration.js';
import { responsiblePersons } from './responsible-persons/projector.js';
import { CreateWebhooks1763700010003 } from './webhooks/migration.js';
import { webhooks } from './webhooks/projector.js';

/** Every read model of the product. */
export const PROJECTIONS: readonly Projection[] = [
  currentLists,
  dossierTimeline,
  deadlines,
  auditLog,
  publications,
  listChanges,
  externalLists,
  webhooks,
  measureResponses,
  responsiblePersons,
];

/** The same, given events of every age in their latest version. */
export function projectionsWith(upcasters: Upcasters): readonly Projection[] {
  return PROJECTIONS.map((projection) => ({
    ...projection,
    handle: (events, tx) =>
      projection.handle(
        events.map((event) => upcasters.lift(event)),
        tx,
      ),
  }));
}

/** The migrations that create their tables, in order. */
export const PROJECTION_MIGRATIONS = [
  CreateCurrentLists1763700004001,
  CreateDossierTimeline1763700004002,
  CreateDeadlines1763700004003,
  CreateAuditLog1763700004004,
  CreatePublications1763700004005,
  CreateListChanges1763700010002,
  CreateWebhooks1763700010003,
  CreateExternalLists1763700025001,
  CreateMeasureResponses1763700011001,
  CreateResponsiblePersons1763700012001,
] as const;

/** Their entities, for the test that entities equal migrations. */
export const PROJECTION_ENTITIES = PROJECTIONS.flatMap(({ tables }) => tables.map(entityOf));
