import {
  formatPosition,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type PreparedEvent,
} from '#libs/event-store';
import { plainArray, textArray } from '#libs/pg-arrays';

/** An append on its way, checked, its events as text. */
export interface Append {
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly PreparedEvent[];
}

/** A prepared statement with its parameters. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const appendGroupSql =
  'select top, last_revisions, last_positions ' +
  'from event_log.append_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)';
const appendOneSql = 'select top, last_revisions, last_positions from event_log.append_one($1, $2, $3, $4, $5, $6, $7)';

// No stream comes so far, and what is counted on from here is still a bigint.
const beyondEveryStream = 2n ** 62n;

/** The revision before the first of an append, as the log counts: -1 when there is no stream. */
function revisionBefore({ expected }: Append): bigint {
  if (expected === 'no-stream') return -1n;
  return expected < beyondEveryStream ? expected : beyondEveryStream;
}

/** What writes a group; it answers a {@link GroupRow}. */
export function statementOf(group: readonly Append[]): Statement {
  const [append, ...others] = group;
  const [event, ...further] = append?.events ?? [];
  if (append === undefined || event === undefined || others.length > 0 || further.length > 0) {
    return { name: 'event_log.append_group', text: appendGroupSql, values: parametersOf(group) };
  }
  const { eventId, eventType, schemaVersion, data, metadata } = event;
  const values = [append.streamId, revisionBefore(append), eventId, eventType, schemaVersion, data, metadata];
  return { name: 'event_log.append_one', text: appendOneSql, values };
}

/** The parameters of `event_log.append_group`. */
function parametersOf(group: readonly Append[]): readonly unknown[] {
  const ends: number[] = [];
  const eventStreams: string[] = [];
  const revisions: bigint[] = [];
  const events: PreparedEvent[] = [];
  for (const append of group) {
    let revision = revisionBefore(append);
    for (const event of append.events) {
      eventStreams.push(append.streamId);
      revisions.push((revision += 1n));
      events.push(event);
    }
    ends.push(events.length);
  }
  const streams = group.map(({ streamId }) => streamId);
  const streamArray = textArray(streams);
  return [
    streamArray,
    plainArray(group.map(revisionBefore)),
    plainArray(ends),
    new Set(streams).size === streams.length,
    events.length === group.length ? streamArray : textArray(eventStreams),
    plainArray(revisions),
    plainArray(events.map(({ eventId }) => eventId)),
    textArray(events.map(({ eventType }) => eventType)),
    plainArray(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ data }) => data)),
    textArray(events.map(({ metadata }) => metadata)),
  ];
}

/** What `event_log.append_group` and `append_one` answer: one row, its columns as text. */
export type GroupRow = readonly [top: string, null, null] | readonly [null, revisions: string, positions: string];

/** The answer of each append of a group, in its order. */
export function answersOf(group: readonly Append[], row: GroupRow): readonly (AppendResult | WrongExpectedRevision)[] {
  const [top, revisions, positions] = row;
  if (top !== null) {
    let place = BigInt(top);
    return group.map((append): AppendResult => {
      const count = BigInt(append.events.length);
      place += count;
      return { revision: revisionBefore(append) + count, position: formatPosition(place) };
    });
  }
  const [lastRevisions, lastPositions] = [elementsOf(revisions), elementsOf(positions)];
  return group.map(({ streamId, expected }, index) => {
    const revision = BigInt(lastRevisions[index] ?? '');
    const position = lastPositions[index] ?? '';
    if (position !== 'NULL') return { revision, position: formatPosition(BigInt(position)) };
    return new WrongExpectedRevision(streamId, expected, revision === -1n ? 'no-stream' : revision);
  });
}

/** The elements of an array of numbers that PostgreSQL wrote as text. */
function elementsOf(array: string): readonly string[] {
  return array.slice(1, -1).split(',');
}
