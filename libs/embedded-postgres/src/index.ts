export { EmbeddedPostgresError, type EmbeddedPostgresFailure } from './errors.js';
export {
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
