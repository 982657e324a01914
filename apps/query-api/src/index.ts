export { QUERY_PROBLEMS, queryProblemMapper, type QueryProblem } from './http/problems.js';
export { QueryApiModule } from './query-api.module.js';
export { QueryApiSettings, ReadPool } from './reading/read-pool.js';
export { querySide, type QuerySideParts } from './query-side.js';
