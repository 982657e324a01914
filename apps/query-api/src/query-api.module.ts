import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadDecisionsController, ReadDecisionsHandler } from './audit/read-decisions.js';
import { ReadDeniedController, ReadDeniedHandler } from './audit/read-denied.js';
import { COMPLAINT_CONTROLLERS, COMPLAINT_PROVIDERS } from './complaints/index.js';
import { DESK_CONTROLLERS, DESK_PROVIDERS } from './desks/index.js';
import { ReadDeadlinesController, ReadDeadlinesHandler } from './deadlines/read-deadlines.js';
import { DECISION_CONTROLLERS, DECISION_PROVIDERS } from './decisions/index.js';
import { ReadPositionsController, ReadPositionsHandler } from './events/read-positions.js';
import { AdvanceFeed, StreamEventsController } from './events/stream-events.js';
import { EXCHANGE_CONTROLLERS, EXCHANGE_PROVIDERS } from './exchange/index.js';
import { EXTERNAL_LIST_CONTROLLERS, EXTERNAL_LIST_PROVIDERS } from './external-lists/index.js';
import { MEASURE_CONTROLLERS, MEASURE_PROVIDERS } from './joint-measures/index.js';
import { BrowseListController, BrowseListHandler } from './lists/browse-list.js';
import { BrowsePublicListController, BrowsePublicListHandler } from './lists/browse-public-list.js';
import { PublicPublicationsController, PublicPublicationsHandler } from './lists/public-publications.js';
import { PAPER_CONTROLLERS, PAPER_PROVIDERS } from './papers/index.js';
import { ExportListController } from './lists/export-list.js';
import { ListFiles } from './lists/list-files.js';
import { ListPages } from './lists/list-pages.js';
import { ListFilters } from './lists/list-filter.js';
import { Cursors, ReadModels } from './reading/catch-up.js';
import { Lookups } from './reading/lookups.js';
import { PersonalData } from './reading/personal-data.js';
import { ReadingPolicy } from './reading/reach.js';
import { PreparedPool } from './reading/prepared-pool.js';
import { StreamPool } from './reading/stream-pool.js';
import { Today } from './reading/today.js';
import { PUBLICATION_CONTROLLERS, PUBLICATION_PROVIDERS } from './publication/index.js';
import { ReadMaskProfilesController, ReadMaskProfilesHandler } from './reference/read-mask-profiles.js';
import { ReadRulesController, ReadRulesHandler } from './reference/read-rules.js';
import { ReadStandardsController, ReadStandardsHandler } from './reference/read-standards.js';
import { ReadStandardReviewsController, ReadStandardReviewsHandler } from './reference/read-standard-reviews.js';
import { ReadUnitsController, ReadUnitsHandler } from './reference/read-units.js';
import { ReadRetentionsController, ReadRetentionsHandler } from './retention/read-retentions.js';
import { REGISTER_CONTROLLERS, REGISTER_PROVIDERS } from './register/index.js';
import { EffectiveDossier } from './subjects/effective-dossier.js';
import { ListEntriesController, ListEntriesHandler } from './subjects/list-entries.js';
import { ReadDossierController, ReadDossierHandler } from './subjects/read-dossier.js';
import { ReadEntryController, ReadEntryHandler } from './subjects/read-entry.js';
import { ReadResponsibilitiesController, ReadResponsibilitiesHandler } from './subjects/read-responsibilities.js';
import { ReadTimelineController, ReadTimelineHandler } from './subjects/read-timeline.js';
import { SearchEntriesController, SearchEntriesHandler } from './subjects/search-entries.js';
import { SearchTimelineController, SearchTimelineHandler } from './subjects/search-timeline.js';
import { TimelineView } from './subjects/timeline-view.js';

/**
 * Every question of the product. Whoever composes it gives, from a global module or here, `ReadPool`,
 * `QueryApiSettings`, `CursorCodec`, `ProjectionRunner` (it need not run), `Vault`, `Registers`, `DeniedRegister` (the
 * same), `Grants`, `RegisterReader`, `Matters`, `Clock`, `ReferenceData`, `DossierRepository`, `PaperArchive` and `EventStore`; and
 * the `ActorGuard` before all routes.
 */
@Module({})
export class QueryApiModule {
  static with(outside: readonly Provider[] = [], imports: NonNullable<DynamicModule['imports']> = []): DynamicModule {
    return {
      module: QueryApiModule,
      imports: [CqrsModule.forRoot(), ...imports],
      controllers: [
        BrowseListController,
        BrowsePublicListController,
        PublicPublicationsController,
        ...DECISION_CONTROLLERS,
        ListEntriesController,
        ReadEntryController,
        ReadTimelineController,
        SearchTimelineController,
        ReadDossierController,
        ReadResponsibilitiesController,
        ReadDeadlinesController,
        ReadRetentionsController,
        ReadDecisionsController,
        ReadDeniedController,
        ReadPositionsController,
        StreamEventsController,
        ReadStandardsController,
        ReadStandardReviewsController,
        ReadUnitsController,
        ReadMaskProfilesController,
        ReadRulesController,
        ...EXCHANGE_CONTROLLERS,
        ...EXTERNAL_LIST_CONTROLLERS,
        ...MEASURE_CONTROLLERS,
        ...COMPLAINT_CONTROLLERS,
        ...PUBLICATION_CONTROLLERS,
        ...PAPER_CONTROLLERS,
        ...DESK_CONTROLLERS,
        ExportListController,
        SearchEntriesController,
        ...REGISTER_CONTROLLERS,
      ],
      providers: [
        ...outside,
        ...EXCHANGE_PROVIDERS,
        ...EXTERNAL_LIST_PROVIDERS,
        ...MEASURE_PROVIDERS,
        ...COMPLAINT_PROVIDERS,
        ...PUBLICATION_PROVIDERS,
        ...DECISION_PROVIDERS,
        ...PAPER_PROVIDERS,
        ...DESK_PROVIDERS,
        ...[Lookups, SearchEntriesHandler, ...REGISTER_PROVIDERS],
        ...[ReadModels, Cursors, Today, ReadingPolicy, PersonalData, TimelineView, EffectiveDossier, AdvanceFeed],
        ...[PreparedPool, StreamPool, ListFilters, ListFiles, ListPages],
        ...[BrowseListHandler, BrowsePublicListHandler, PublicPublicationsHandler],
        ...[ListEntriesHandler, ReadEntryHandler, ReadTimelineHandler, SearchTimelineHandler, ReadDossierHandler],
        ReadResponsibilitiesHandler,
        ReadRetentionsHandler,
        ...[ReadStandardsHandler, ReadStandardReviewsHandler, ReadUnitsHandler, ReadRulesHandler],
        ReadMaskProfilesHandler,
        ...[ReadDeadlinesHandler, ReadDecisionsHandler, ReadDeniedHandler, ReadPositionsHandler],
      ],
    };
  }
}
