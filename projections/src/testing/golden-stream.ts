import { readFileSync } from 'node:fs';
import type { RecordedEvent } from '#libs/event-store';

type Golden = Pick<RecordedEvent, 'eventType' | 'schemaVersion' | 'data' | 'metadata'>;

/** A stream made of the golden events of a library, one of each type that is named. */
export function goldenStream(library: string, streamId: string, types: readonly string[]): readonly RecordedEvent[] {
  return types.map((type, i): RecordedEvent => {
    const file = new URL(`../../../libs/${library}/src/golden/${type}.v1.json`, import.meta.url);
    const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
    const eventId = `00000000-0000-4000-8000-${library.length.toString().padStart(6, '0')}${String(i).padStart(6, '0')}`;
    return { ...golden, eventId, streamId, revision: BigInt(i), position: '' };
  });
}
