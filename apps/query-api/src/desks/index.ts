import { DeskUnits } from './desk-units.js';
import { ReadOwnFileController, ReadOwnFileHandler } from './read-own-file.js';
import { ReadUnitDeadlinesController, ReadUnitDeadlinesHandler } from './read-unit-deadlines.js';
import { ReadWorkQueueHandler, ReadWorkQueuesController } from './read-work-queues.js';

export const DESK_CONTROLLERS = [ReadWorkQueuesController, ReadUnitDeadlinesController, ReadOwnFileController];
export const DESK_PROVIDERS = [DeskUnits, ReadWorkQueueHandler, ReadUnitDeadlinesHandler, ReadOwnFileHandler];
