import type { MeasureFile } from '../harness/measure.js';
import { append } from './append.js';
import { asOf } from './as-of.js';
import { catchUp } from './catch-up.js';
import { command } from './command.js';
import { commandHttp } from './command-http.js';
import { decisions } from './decisions.js';
import { jobs } from './jobs.js';
import { listPage } from './list-page.js';
import { projections } from './projections.js';
import { readable } from './readable.js';
import { register } from './register.js';
import { replay } from './replay.js';
import { webhooks } from './webhooks.js';

/** Every file of measures under the name that `--only` takes, in the order of the table. */
export const MEASURES: Readonly<Record<string, MeasureFile>> = {
  ...{ append, command, replay, 'catch-up': catchUp, 'as-of': asOf },
  ...{ 'list-page': listPage, decisions, register, webhooks },
  ...{ 'command-http': commandHttp, projections, readable, jobs },
};
