import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { EventFilter } from './event-filter.js';
import { END_OF_STREAM, type EventLog, type RecordedEvent } from './log.js';
import type { Outlet } from './outlet.js';
import { LiveConsumer, type Messages } from './live-consumer.js';
import type { Node } from './node.js';
import {
  caughtUpMessage,
  confirmationMessage,
  eventMessage,
  nameOf,
  notFoundMessage,
  streamDeleted,
  unknownPosition,
  unreadable,
} from './wire.js';

/** Answers the Read call, in all its kinds. */
export async function read(node: Node, options: ReadReq.Options, outlet: Outlet): Promise<void> {
  const { log } = node;
  const stream = options.getStream();
  if (stream !== undefined) {
    const name = nameOf(stream.getStreamIdentifier());
    return options.hasSubscription()
      ? subscribeToStream(node, name, stream, outlet)
      : readStream(log, name, stream, options, outlet);
  }
  const all = options.getAll();
  if (all === undefined) return outlet.end();
  return options.hasSubscription() ? subscribeToAll(node, all, options, outlet) : readAll(log, all, options, outlet);
}

async function readStream(
  log: EventLog,
  name: string,
  from: ReadReq.Options.StreamOptions,
  options: ReadReq.Options,
  outlet: Outlet,
): Promise<void> {
  const found = log.stream(name);
  if (found === 'deleted') return outlet.fail(streamDeleted(name));
  if (found === 'absent') {
    outlet.write(notFoundMessage(name));
    return outlet.end();
  }
  const backwards = isBackwards(options);
  if (Number(options.getCount()) === 0 || (from.hasEnd() && !backwards)) return outlet.fail(unreadable('Stream'));
  const { events, first } = found;
  const last = events.length - 1;
  const start = from.hasStart() ? 0 : from.hasEnd() ? last : Math.min(Number(from.getRevision()), events.length);
  await send(
    outlet,
    Number(options.getCount()),
    backwards ? slice(events, Math.min(start, last), first, -1) : slice(events, Math.max(start, first), last, 1),
  );
}

async function readAll(
  log: EventLog,
  from: ReadReq.Options.AllOptions,
  options: ReadReq.Options,
  outlet: Outlet,
): Promise<void> {
  const filter = EventFilter.of(options.getFilter());
  const position = from.getPosition()?.getCommitPosition();
  if (Number(options.getCount()) === 0 || !log.knows(position)) return outlet.fail(unreadable('All'));
  const start = from.hasStart() ? 0 : position === undefined ? log.length : log.indexOf(BigInt(position));
  // Going forwards the event at the position is the first, going backwards the one before it.
  const backwards = isBackwards(options);
  const events = backwards ? walk(log, start - 1, 0, -1) : walk(log, start, log.length - 1, 1);
  await send(outlet, Number(options.getCount()), filtered(events, filter));
}

async function subscribeToAll(
  node: Node,
  from: ReadReq.Options.AllOptions,
  options: ReadReq.Options,
  outlet: Outlet,
): Promise<void> {
  const { log } = node;
  const filter = EventFilter.of(options.getFilter());
  const position = from.getPosition()?.getCommitPosition();
  if (!log.knows(position)) return outlet.fail(unknownPosition());
  let next = from.hasStart() ? 0 : position === undefined ? log.length : log.indexOf(BigInt(position) + 1n);
  outlet.write(confirmationMessage());
  while (next < log.length) {
    for (const message of filter.messagesFor(log.at(next++))) outlet.write(message);
    if (outlet.full && !(await outlet.room())) return;
  }
  outlet.write(caughtUpMessage());
  new LiveConsumer(node, outlet, (event) => ({ messages: filter.messagesFor(event) })).start();
}

async function subscribeToStream(
  node: Node,
  name: string,
  from: ReadReq.Options.StreamOptions,
  outlet: Outlet,
): Promise<void> {
  const found = node.log.stream(name);
  if (found === 'deleted') return outlet.fail(streamDeleted(name));
  const { events, first } = found === 'absent' ? { events: [], first: 0 } : found;
  const start = from.hasStart() ? 0 : from.hasEnd() ? events.length : Number(from.getRevision()) + 1;
  outlet.write(confirmationMessage());
  await catchUpWithStream(node, name, Math.max(start, first), outlet);
}

async function catchUpWithStream(node: Node, name: string, start: number, outlet: Outlet): Promise<void> {
  let next = start;
  while (outlet.open) {
    const found = node.log.stream(name);
    if (found === 'deleted') return outlet.fail(streamDeleted(name));
    // Nobody is told to have caught up with a stream that is not there yet.
    if (found === 'absent') {
      await eventIn(node.log, name, outlet);
      continue;
    }
    const event = found.events[Math.max(next, found.first)];
    if (event === undefined) {
      outlet.write(caughtUpMessage());
      return new LiveConsumer(node, outlet, messagesOf(name)).start();
    }
    next = Number(event.revision) + 1;
    outlet.write(eventMessage(event));
    if (outlet.full) await outlet.room();
  }
}

const messagesOf =
  (name: string): Messages =>
  (event) => {
    if (event.stream !== name) return { messages: [] };
    const messages = [eventMessage(event)];
    return event.revision === END_OF_STREAM ? { messages, failure: streamDeleted(name) } : { messages };
  };

function eventIn(log: EventLog, name: string, outlet: Outlet): Promise<void> {
  return new Promise((resolve) => {
    const stop = log.follow((event) => event.stream === name && (stop(), resolve()));
    outlet.onClose(() => {
      stop();
      resolve();
    });
  });
}

const isBackwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

async function send(outlet: Outlet, count: number, events: Iterable<RecordedEvent>): Promise<void> {
  let left = count;
  for (const event of events) {
    if (left-- <= 0) break;
    outlet.write(eventMessage(event));
    if (outlet.full && !(await outlet.room())) return;
  }
  outlet.end();
}

function* slice(events: readonly RecordedEvent[], from: number, to: number, step: 1 | -1): Iterable<RecordedEvent> {
  for (let index = from; step > 0 ? index <= to : index >= to; index += step) {
    const event = events[index];
    if (event !== undefined && event.revision !== END_OF_STREAM) yield event;
  }
}

function* walk(log: EventLog, from: number, to: number, step: 1 | -1): Iterable<RecordedEvent> {
  for (let index = from; step > 0 ? index <= to : index >= to; index += step) {
    const event = log.at(index);
    if (event !== undefined) yield event;
  }
}

function* filtered(events: Iterable<RecordedEvent>, filter: EventFilter): Iterable<RecordedEvent> {
  for (const event of events) if (filter.admits(event)) yield event;
}
