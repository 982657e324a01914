import type { ListChange } from './change.js';

/** Content type of a CloudEvent in structured mode. */
export const CLOUD_EVENT = 'application/cloudevents+json; charset=utf-8';

/** Whoever receives events of several systems tells them apart by this. */
const SOURCE = 'urn:mingdan:lists';

/** A change of a list as a CloudEvent 1.0, the same each time it is sent. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  /** `mingdan.entry.listed`, `.changed`, `.suspended`, `.resumed`, `.exited`, `.erased` */
  readonly type: string;
  /** The entry. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Extension attribute: sorts as text in the order of the log. */
  readonly sequence: string;
  /** Extension attribute: the subject; of one subject events come in order. */
  readonly partitionkey: string;
  readonly data: Omit<ListChange, 'position' | 'eventId' | 'recordedAt'>;
}

export function cloudEventOf({ position, eventId, recordedAt, ...data }: ListChange): CloudEvent {
  return {
    specversion: '1.0',
    id: eventId,
    source: SOURCE,
    type: `mingdan.entry.${data.kind.toLowerCase()}`,
    subject: data.entryId,
    time: recordedAt,
    datacontenttype: 'application/json',
    sequence: position,
    partitionkey: data.subjectId,
    data,
  };
}
