export { ExternalListSettings, SourceLog } from './external-list-worker.js';
export { ReadModelRows } from './listed-rows.js';
export { ExternalListsModule } from './external-lists.module.js';
