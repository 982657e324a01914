import { AskReferenceController, AskReferenceHandler } from './ask-reference.js';
import { BrowseExternalListController, BrowseExternalListHandler } from './browse-external-list.js';
import { ExternalEntries } from './external-entry.js';
import { ReadExternalDeliveriesController, ReadExternalDeliveriesHandler } from './read-external-deliveries.js';
import { ReadExternalListsController, ReadExternalListsHandler } from './read-external-lists.js';
import { SearchForwardingsController, SearchForwardingsHandler } from './read-forwardings.js';

export const EXTERNAL_LIST_CONTROLLERS = [
  ReadExternalListsController,
  ReadExternalDeliveriesController,
  BrowseExternalListController,
  SearchForwardingsController,
  AskReferenceController,
];
export const EXTERNAL_LIST_PROVIDERS = [
  ExternalEntries,
  ReadExternalListsHandler,
  ReadExternalDeliveriesHandler,
  BrowseExternalListHandler,
  SearchForwardingsHandler,
  AskReferenceHandler,
];
