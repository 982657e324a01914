import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadDecisionsController, ReadDecisionsHandler } from './audit/read-decisions.js';
import { ReadDeniedController, ReadDeniedHandler } from './audit/read-denied.js';
import { ReadDeadlinesController, ReadDeadlinesHandler } from './deadlines/read-deadlines.js';
import { AskDecisionController, AskDecisionHandler } from './decisions/ask-decision.js';
import { ReadPositionsController, ReadPositionsHandler } from './events/read-positions.js';
import { AdvanceFeed, StreamEventsController } from './events/stream-events.js';
import { EXCHANGE_CONTROLLERS, EXCHANGE_PROVIDERS } from './exchange/index.js';
import { EXTERNAL_LIST_CONTROLLERS, EXTERNAL_LIST_PROVIDERS } from './external-lists/index.js';
import { MEASURE_CONTROLLERS, MEASURE_PROVIDERS } from './joint-measures/index.js';
import { BrowseListController, BrowseListHandler } from './lists/browse-list.js';
import { BrowsePublicListController, BrowsePublicListHandler } from './lists/browse-public-list.js';
import { PublicPublicationsController, PublicPublicationsHandler } from './lists/public-publications.js';
import { Cursors, ReadModels } from './reading/catch-up.js';
import { PersonalData } from './reading/personal-data.js';
import { ReadingPolicy } from './reading/reach.js';
import { Today } from './reading/today.js';
import { ReadRulesController, ReadRulesHandler } from './reference/read-rules.js';
import { ReadStandardsController, ReadStandardsHandler } from './reference/read-standards.js';
import { ReadUnitsController, ReadUnitsHandler } from './reference/read-units.js';
import { EffectiveDossier } from './subjects/effective-dossier.js';
import { ListEntriesController, ListEntriesHandler } from './subjects/list-entries.js';
import { ReadDossierController, ReadDossierHandler } from './subjects/read-dossier.js';
import { ReadEntryController, ReadEntryHandler } from './subjects/read-entry.js';
import { ReadResponsibilitiesController, ReadResponsibilitiesHandler } from './subjects/read-responsibilities.js';
import { ReadTimelineController, ReadTimelineHandler } from './subjects/read-timeline.js';
import { SearchTimelineController, SearchTimelineHandler } from './subjects/search-timeline.js';
import { TimelineView } from './subjects/timeline-view.js';

/**
 * Every question of the product. Whoever composes it gives, from a global module or here, `ReadPool`,
 * `QueryApiSettings`, `CursorCodec`, `ProjectionRunner` (it need not run), `Vault`, `Registers`, `DeniedRegister` (the
 * same), `Clock`, `ReferenceData`, `DossierRepository` and `EventStore`; and the `ActorGuard` before all routes.
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
        AskDecisionController,
        ListEntriesController,
        ReadEntryController,
        ReadTimelineController,
        SearchTimelineController,
        ReadDossierController,
        ReadResponsibilitiesController,
        ReadDeadlinesController,
        ReadDecisionsController,
        ReadDeniedController,
        ReadPositionsController,
        StreamEventsController,
        ReadStandardsController,
        ReadUnitsController,
        ReadRulesController,
        ...EXCHANGE_CONTROLLERS,
        ...EXTERNAL_LIST_CONTROLLERS,
        ...MEASURE_CONTROLLERS,
      ],
      providers: [
        ...outside,
        ...EXCHANGE_PROVIDERS,
        ...EXTERNAL_LIST_PROVIDERS,
        ...MEASURE_PROVIDERS,
        ...[ReadModels, Cursors, Today, ReadingPolicy, PersonalData, TimelineView, EffectiveDossier, AdvanceFeed],
        ...[BrowseListHandler, BrowsePublicListHandler, PublicPublicationsHandler, AskDecisionHandler],
        ...[ListEntriesHandler, ReadEntryHandler, ReadTimelineHandler, SearchTimelineHandler, ReadDossierHandler],
        ReadResponsibilitiesHandler,
        ...[ReadStandardsHandler, ReadUnitsHandler, ReadRulesHandler],
        ...[ReadDeadlinesHandler, ReadDecisionsHandler, ReadDeniedHandler, ReadPositionsHandler],
      ],
    };
  }
}
