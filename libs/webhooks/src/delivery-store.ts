import type { Pool } from 'pg';
import type { ChangePlace, ListChange } from './change.js';
import type { Attempt, Outcome } from './sender.js';
import type { Replay } from './webhook-stream.js';

/** A change that a webhook still has to be told, and may be told now. */
export interface Due {
  readonly eventId: string;
  readonly subjectId: string;
  /** Attempts made until now. */
  readonly attempts: number;
}

/** What became of one that was due. */
export interface Tried extends Due {
  readonly attempt: Attempt;
  /** When it is tried again; without it, and not delivered, it is dead. */
  readonly nextAttemptAt?: Date;
}

export interface Progress {
  readonly place: ChangePlace;
  readonly replaysDone: number;
}

/**
 * The tables of deliveries. What is waiting is known by its event, and kept in the order in which it was taken up, so
 * that a move to another log disturbs nothing. At any time one process works on a webhook: the one
 * that holds the lease.
 */
export class DeliveryStore {
  constructor(private readonly pool: Pool) {}

  async progress(webhookId: string): Promise<Progress | undefined> {
    const { rows } = await this.pool.query<{ position: string; event_id: string; replays_done: number }>(
      'select position, event_id, replays_done from exchange.webhook_progress where webhook_id = $1',
      [webhookId],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return { place: { position: row.position, eventId: row.event_id }, replaysDone: row.replays_done };
  }

  /** Begins after this place. */
  async begin(webhookId: string, { position, eventId }: ChangePlace): Promise<void> {
    await this.pool.query(
      `insert into exchange.webhook_progress (webhook_id, position, event_id) values ($1, $2, $3)
       on conflict (webhook_id) do nothing`,
      [webhookId, position, eventId],
    );
  }

  /** Carries out one replay that was ordered; a repeat finds it done. */
  async replay(webhookId: string, number: number, { scope, position, afterEventId }: Replay): Promise<void> {
    if (scope === 'DEAD_LETTERS') {
      await this.pool.query(
        `with done as (
           update exchange.webhook_progress set replays_done = $2 where webhook_id = $1 and replays_done < $2 returning 1
         )
         update exchange.deliveries set state = 'PENDING', died_at = null, attempts = 0, next_attempt_at = now()
          where webhook_id = $1 and state <> 'PENDING' and exists (select from done)`,
        [webhookId, number],
      );
      return;
    }
    // What was not told before the place stays owed; everything after it is taken up anew, in order.
    await this.pool.query(
      `with done as (
         update exchange.webhook_progress set replays_done = $2, position = $3, event_id = $4
          where webhook_id = $1 and replays_done < $2 returning 1
       )
       delete from exchange.deliveries where webhook_id = $1 and position > $3 and exists (select from done)`,
      [webhookId, number, position ?? '', afterEventId ?? ''],
    );
  }

  /** How many changes are waiting to be told, those held up by a dead letter not counted. */
  async pending(webhookId: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(
      `select count(*) as count from exchange.deliveries where webhook_id = $1 and state = 'PENDING'`,
      [webhookId],
    );
    return Number(rows[0]?.count);
  }

  /** Takes changes up, and moves the checkpoint after them. A dossier with a dead letter is held until that is replayed. */
  async enqueue(webhookId: string, changes: readonly ListChange[]): Promise<void> {
    const last = changes.at(-1);
    if (last === undefined) return;
    await this.pool.query(
      `with moved as (
         update exchange.webhook_progress set position = $5, event_id = $6 where webhook_id = $1 returning 1
       )
       insert into exchange.deliveries (webhook_id, position, event_id, subject_id, state, next_attempt_at)
       select $1, c.position, c.event_id, c.subject_id,
              case when exists (select from exchange.deliveries d
                                 where d.webhook_id = $1 and d.subject_id = c.subject_id and d.state <> 'PENDING')
                   then 'HELD' else 'PENDING' end, now()
         from moved, unnest($2::text[], $3::text[], $4::text[]) with ordinality as c (position, event_id, subject_id, n)
        order by c.n
       on conflict (webhook_id, event_id) do nothing`,
      [
        webhookId,
        changes.map(({ position }) => position),
        changes.map(({ eventId }) => eventId),
        changes.map(({ subjectId }) => subjectId),
        last.position,
        last.eventId,
      ],
    );
  }

  /** The oldest change of each dossier that is due, the longest waiting first. */
  async due(webhookId: string, limit: number): Promise<readonly Due[]> {
    const { rows } = await this.pool.query<Due>(
      `select event_id as "eventId", subject_id as "subjectId", attempts
         from (select distinct on (subject_id) * from exchange.deliveries
                where webhook_id = $1 and state = 'PENDING' order by subject_id, ordinal) heads
        where next_attempt_at <= now() order by ordinal limit $2`,
      [webhookId, limit],
    );
    return rows;
  }

  /** Milliseconds until something falls due; `undefined` when nothing waits. */
  async nextDueIn(webhookId: string): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ ms: string | null }>(
      `select extract(epoch from min(next_attempt_at) - now()) * 1000 as ms
         from (select distinct on (subject_id) next_attempt_at from exchange.deliveries
                where webhook_id = $1 and state = 'PENDING' order by subject_id, ordinal) heads`,
      [webhookId],
    );
    const ms = rows[0]?.ms;
    return ms === null || ms === undefined ? undefined : Math.max(0, Number(ms));
  }

  /** Writes down what was tried, in one transaction: delivered, to be tried again, or dead. */
  async settle(webhookId: string, tried: readonly Tried[]): Promise<void> {
    const delivered = tried.filter(({ attempt }) => attempt.outcome === 'DELIVERED');
    const failed = tried.filter(({ attempt }) => attempt.outcome !== 'DELIVERED');
    const dead = failed.filter(({ nextAttemptAt }) => nextAttemptAt === undefined);
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query('delete from exchange.deliveries where webhook_id = $1 and event_id = any($2)', [
        webhookId,
        delivered.map(({ eventId }) => eventId),
      ]);
      await client.query(
        `update exchange.deliveries d
            set attempts = d.attempts + 1, last_outcome = t.outcome,
                next_attempt_at = coalesce(t.next, d.next_attempt_at),
                state = case when t.next is null then 'DEAD' else 'PENDING' end,
                died_at = case when t.next is null then now() end
           from unnest($2::text[], $3::text[], $4::timestamptz[]) as t (event_id, outcome, next)
          where d.webhook_id = $1 and d.event_id = t.event_id`,
        [
          webhookId,
          failed.map(({ eventId }) => eventId),
          failed.map(({ attempt }) => attempt.outcome),
          failed.map(({ nextAttemptAt }) => nextAttemptAt ?? null),
        ],
      );
      await client.query(
        `update exchange.deliveries set state = 'HELD' where webhook_id = $1 and state = 'PENDING' and subject_id = any($2)`,
        [webhookId, dead.map(({ subjectId }) => subjectId)],
      );
      await client.query(
        `insert into exchange.attempts (webhook_id, event_id, at, outcome, status, ms)
         select $1, event_id, now(), outcome, status, ms
           from unnest($2::text[], $3::text[], $4::int[], $5::int[]) as t (event_id, outcome, status, ms)`,
        [
          webhookId,
          tried.map(({ eventId }) => eventId),
          tried.map(({ attempt }) => attempt.outcome),
          tried.map(({ attempt }) => attempt.status ?? null),
          tried.map(({ attempt }) => attempt.ms),
        ],
      );
      const last: Outcome | undefined = tried.at(-1)?.attempt.outcome;
      await client.query(
        `update exchange.webhook_progress
            set delivered = delivered + $2, last_outcome = $3, last_attempt_at = now(),
                failing_since = case when $2 > 0 then null else coalesce(failing_since, now()) end
          where webhook_id = $1`,
        [webhookId, delivered.length, last],
      );
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** Lets go of deliveries whose change was erased meanwhile: there is nothing left to tell. */
  async drop(webhookId: string, eventIds: readonly string[]): Promise<void> {
    await this.pool.query('delete from exchange.deliveries where webhook_id = $1 and event_id = any($2)', [
      webhookId,
      eventIds,
    ]);
  }

  /** Forgets what a webhook that was removed had still to be told. */
  async forget(webhookId: string): Promise<void> {
    await this.pool.query('delete from exchange.deliveries where webhook_id = $1', [webhookId]);
  }

  /** Forgets what was tried longer ago. */
  async prune(days: number): Promise<void> {
    await this.pool.query('delete from exchange.attempts where at < now() - make_interval(days => $1)', [days]);
  }
}
