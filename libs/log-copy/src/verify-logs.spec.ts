import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import { MemoryEventStore, type NewEvent } from '#libs/event-store';
import { copyLog } from './copy-log.js';
import { describeDifference } from './difference.js';
import { contents, eventOf, fill } from './testing/logs.js';
import { verifyLogs } from './verify-logs.js';

async function twice(change: (event: NewEvent) => NewEvent): Promise<[MemoryEventStore, MemoryEventStore]> {
  const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
  for (const [n, stream] of ['dossier-a', 'dossier-b', 'dossier-c'].entries()) {
    const event = eventOf({ name: '某某', n });
    await source.append(stream, 'no-stream', [event]);
    await target.append(stream, 'no-stream', [n === 1 ? change(event) : event]);
  }
  return [source, target];
}

describe('verifying a copy', () => {
  it('computes the same hash for identical logs, as anybody can from the events', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 20);
    await copyLog(source, target);

    const { identical, source: one, target: other } = await verifyLogs(source, target);

    const hash = createHash('sha256');
    for (const event of await contents(source)) {
      hash.update(`${canonicalize({ ...event, revision: String(event.revision) })}\n`);
    }
    expect(identical).toBe(true);
    expect(one).toEqual({ events: 20, streams: 7, position: await source.lastPosition(), sha256: hash.digest('hex') });
    expect(other.sha256).toBe(one.sha256);
  });

  it.each<[string, (event: NewEvent) => NewEvent]>([
    ['its data differ', (event) => ({ ...event, data: { ...event.data, name: '别人' } })],
    ['its metadata differ', (event) => ({ ...event, metadata: {} })],
    ['its type differs', (event) => ({ ...event, eventType: 'Other' })],
    ['its schema version differs', (event) => ({ ...event, schemaVersion: 2 })],
    ['its id differs', (event) => ({ ...event, eventId: crypto.randomUUID() })],
  ])('names the first event that differs, not what it says: %s', async (words, change) => {
    const [source, target] = await twice(change);
    const { identical, source: one, target: other, firstDifference } = await verifyLogs(source, target);
    expect(identical).toBe(false);
    expect([one.events, other.events]).toEqual([3, 3]);
    expect(one.sha256).not.toBe(other.sha256);
    expect(firstDifference && describeDifference(firstDifference)).toBe(`stream dossier-b, revision 0: ${words}`);
  });

  it('finds another order of the whole log', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    const [a, b] = [eventOf({ n: 1 }), eventOf({ n: 2 })];
    await source.append('dossier-a', 'no-stream', [a]);
    await source.append('dossier-b', 'no-stream', [b]);
    await target.append('dossier-b', 'no-stream', [b]);
    await target.append('dossier-a', 'no-stream', [a]);
    expect(await verifyLogs(source, target)).toMatchObject({
      identical: false,
      source: { events: 2 },
      target: { events: 2 },
      firstDifference: { streamId: 'dossier-a', revision: 0n, kind: 'ORDER' },
    });
  });

  it('counts both logs where one is longer', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 10);
    await copyLog(source, target);
    await source.append('dossier-a', 'no-stream', [eventOf({}), eventOf({})]);
    expect(await verifyLogs(source, target)).toMatchObject({
      identical: false,
      source: { events: 12 },
      target: { events: 10 },
      firstDifference: { streamId: 'dossier-a', revision: 0n, kind: 'MISSING' },
    });
    expect((await verifyLogs(target, source)).firstDifference).toEqual({
      streamId: 'dossier-a',
      revision: 0n,
      kind: 'EXTRA',
    });
  });
});
