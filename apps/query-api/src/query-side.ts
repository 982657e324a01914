import type { DynamicModule } from '@nestjs/common';
import { grantsFor } from '#projections';
import { Grants } from '#libs/access';
import { openCursorCodec, type Runtime } from '#libs/composition';
import { StandingGrants } from '#libs/grants';
import { RegisterReader } from '#libs/lookup-review';
import { CursorCodec, ProjectionRunner } from '#libs/read-store';
import { QueryApiModule } from './query-api.module.js';
import { QueryApiSettings, ReadPool } from './reading/read-pool.js';

/** How long announcements of exits and restoration notices stay on the public page (6.1: up to 30 days). */
const NOTICE_DAYS = 30;

export interface QuerySideParts {
  /** Knows how far the read models are; it need not run. */
  readonly runner: ProjectionRunner;
  readonly read: ReadPool;
}

/** The reading side over a runtime. */
export async function querySide(
  { vault, store, pool }: Runtime,
  { runner, read }: QuerySideParts,
): Promise<DynamicModule> {
  return QueryApiModule.with([
    { provide: ProjectionRunner, useValue: runner },
    { provide: ReadPool, useValue: read },
    { provide: QueryApiSettings, useValue: new QueryApiSettings({ noticeDays: NOTICE_DAYS }) },
    { provide: Grants, useValue: new StandingGrants(store, (question) => grantsFor(read.pool, question)) },
    { provide: RegisterReader, useValue: new RegisterReader(pool) },
    { provide: CursorCodec, useValue: await openCursorCodec(vault) },
  ]);
}
