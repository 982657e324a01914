import { ExchangeProgress } from './exchange-progress.js';
import { ReadChangesController, ReadChangesHandler } from './read-changes.js';
import { ReadConsumersController, ReadConsumersHandler } from './read-consumers.js';
import { ReadDeliveriesController, ReadDeliveriesHandler } from './read-deliveries.js';
import { ReadWebhooksController, ReadWebhooksHandler } from './read-webhooks.js';

export const EXCHANGE_CONTROLLERS = [
  ReadChangesController,
  ReadConsumersController,
  ReadWebhooksController,
  ReadDeliveriesController,
];
export const EXCHANGE_PROVIDERS = [
  ExchangeProgress,
  ReadChangesHandler,
  ReadConsumersHandler,
  ReadWebhooksHandler,
  ReadDeliveriesHandler,
];
