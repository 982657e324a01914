import { Pool } from 'pg';
import { ProjectionRunner, type Verification } from '#libs/read-store';
import { PROJECTIONS } from '#projections';
import { EVENT_STORE, eventsIn } from '#test/product-log';
import type { Acknowledged } from './client.js';
import type { ProductProcess } from './product-process.js';

export interface LoggedEvent {
  readonly position: string;
  readonly streamId: string;
  readonly revision: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly commandId: string | null;
}

/** The whole log as it stands in the event store, in its order; read around the product. */
export async function readLog(product: ProductProcess): Promise<readonly LoggedEvent[]> {
  const store = await product.openLog();
  try {
    return (await eventsIn(store)).map(({ position, streamId, revision, eventId, eventType, metadata }) => ({
      ...{ position, streamId, revision: Number(revision), eventId, eventType },
      commandId: typeof metadata['commandId'] === 'string' ? metadata['commandId'] : null,
    }));
  } finally {
    await store.close();
  }
}

/** Nothing is missing in the log and nothing stands in it twice: positions in order, dense revisions, ids used once. */
export function expectWellFormed(log: readonly LoggedEvent[]): void {
  const positions = log.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort());
  // Only PostgreSQL counts events; EventStoreDB counts bytes.
  if (EVENT_STORE === 'postgres') expect(positions.map(Number)).toEqual(log.map((_, index) => index + 1));
  expect(new Set(log.map(({ eventId }) => eventId)).size).toBe(log.length);
  const next = new Map<string, number>();
  for (const { streamId, revision } of log) {
    expect({ streamId, revision }).toEqual({ streamId, revision: next.get(streamId) ?? 0 });
    next.set(streamId, revision + 1);
  }
}

/** Each acknowledged command stands in the log exactly once: its events, in one piece, in its subject's stream. */
export function expectOnce(log: readonly LoggedEvent[], acknowledged: readonly Acknowledged[]): void {
  const byCommand = new Map<string | null, LoggedEvent[]>();
  for (const event of log) byCommand.set(event.commandId, [...(byCommand.get(event.commandId) ?? []), event]);
  for (const { key, answer } of acknowledged) {
    const events = byCommand.get(key) ?? [];
    const told = (answer.body as { events: { type: string }[] }).events.map(({ type }) => type);
    expect({ key, events: events.map(({ eventType }) => eventType) }).toEqual({ key, events: told });
    const { subjectId, position } = answer.body as { subjectId: string; position: string };
    expect(new Set(events.map(({ streamId }) => streamId))).toEqual(new Set([`dossier-${subjectId}`]));
    expect(events.at(-1)?.position).toBe(position);
  }
}

/** Waits until the read models have caught up with the log, then compares each with one built anew from the log. */
export async function verifyProjections(product: ProductProcess): Promise<readonly Verification[]> {
  const { url } = await product.database();
  const pool = new Pool({ connectionString: url, max: 4 });
  const store = await product.openLog();
  const runner = new ProjectionRunner({ url, store, projections: PROJECTIONS });
  try {
    const last = await store.lastPosition();
    if (last === undefined) throw new Error('the log is empty');
    if (!(await runner.waitFor(last, undefined, 20_000))) throw new Error('a read model has not caught up');
    const verified: Verification[] = [];
    for (const { name } of PROJECTIONS) verified.push(await runner.verify(name));
    return verified;
  } finally {
    await runner.close();
    await store.close();
    await pool.end();
  }
}
