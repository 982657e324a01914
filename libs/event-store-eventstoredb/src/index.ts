export {
  checkConnectionString,
  ConnectionStringError,
  type ConnectionExtras,
  type ConnectionSettings,
  type Credentials,
} from './connection-string.js';
export type { StoreNotice } from './connections.js';
export { EventStoreDbEventStore, type EventStoreDbOptions } from './eventstoredb-event-store.js';
export { EventStoreDbRefusal, ForeignEvent } from './faults.js';
