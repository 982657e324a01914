import { Injectable } from '@nestjs/common';
import { CursorCodec, ProjectionRunner, type CursorValue } from '#libs/read-store';
import type { Queryable } from '#projections';
import { queryProblem } from '../http/problems.js';
import { QueryApiSettings, ReadPool } from './read-pool.js';

/** Read-your-writes, and how far a read model is. */
@Injectable()
export class ReadModels {
  constructor(
    private readonly runner: ProjectionRunner,
    private readonly read: ReadPool,
    private readonly settings: QueryApiSettings,
  ) {}

  /** Waits, bounded, until every read model of the question holds a position. @throws ProblemException READ_MODEL_BEHIND */
  async caughtUp(after: string | undefined, ...projections: readonly [string, ...string[]]): Promise<void> {
    if (after === undefined) return;
    const reached = await (this.read.waiter ?? this.runner).waitFor(after, projections, this.settings.afterTimeoutMs);
    if (!reached) throw queryProblem('READ_MODEL_BEHIND');
  }

  /** How far a read model is; `undefined` before its first event. */
  async position(projection: string, db: Queryable = this.read.pool): Promise<string | undefined> {
    const { rows } = await db.query<{ position: string | null }>(
      `select position from read.checkpoints where slot = 'live' and projection = $1`,
      [projection],
    );
    return rows[0]?.position ?? undefined;
  }

  /** When a read model last changed; `undefined` before its first event. */
  async changedAt(projection: string): Promise<Date | undefined> {
    const { rows } = await this.read.pool.query<{ updated_at: Date }>(
      `select updated_at from read.checkpoints where slot = 'live' and projection = $1`,
      [projection],
    );
    return rows[0]?.updated_at;
  }
}

/** Turns sort keys into cursors that say nothing, and back. */
@Injectable()
export class Cursors {
  constructor(private readonly codec: CursorCodec) {}

  /** @param scope the question with all its filters: a cursor of another is refused */
  encode(scope: readonly unknown[], key: object | undefined): string | undefined {
    return key === undefined
      ? undefined
      : this.codec.encode(JSON.stringify(scope), Object.values(key) as CursorValue[]);
  }

  /** @throws MalformedCursor */
  decode<K extends object>(
    scope: readonly unknown[],
    cursor: string | undefined,
    names: readonly (keyof K)[],
  ): K | undefined {
    if (cursor === undefined) return undefined;
    const values = this.codec.decode(JSON.stringify(scope), cursor);
    return Object.fromEntries(names.map((name, i) => [name, values[i]])) as K;
  }
}
