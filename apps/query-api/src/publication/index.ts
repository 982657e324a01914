import { PublicFeedController, PublicFeedHandler } from './public-feed.js';
import { ReadPublicationTasksController, ReadPublicationTasksHandler } from './read-publication-tasks.js';

export const PUBLICATION_CONTROLLERS = [ReadPublicationTasksController, PublicFeedController];
export const PUBLICATION_PROVIDERS = [ReadPublicationTasksHandler, PublicFeedHandler];
