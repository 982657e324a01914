import { Client } from 'pg';
import type { EventStore } from '#libs/event-store';
import { ProjectionRunner } from '#libs/read-store';
import { PRODUCT_PROJECTIONS } from '../../apps/projector/src/projector.js';
import type { Ledger } from './ledger.js';
import type { Subscriber } from './subscriber.js';
import type { StoreKind } from './town.js';
import { chained, witness } from './witness.js';

const FOLLOW_MS = 120_000;

/** How the log is told in the findings. */
interface Facts {
  readonly wrongs: string[];
  readonly events: number;
  readonly chain: string;
  readonly last: string | undefined;
  readonly byCommand: ReadonlyMap<string, readonly Place[]>;
}

interface Place {
  readonly streamId: string;
  readonly revision: bigint;
  readonly position: string;
  readonly type: string;
}

/** Reads the whole log: positions ascend, and count where the store counts; revisions are dense; no id stands twice. */
export async function readLog(store: EventStore, kind: StoreKind): Promise<Facts> {
  const wrongs: string[] = [];
  const revisions = new Map<string, bigint>();
  const ids = new Set<string>();
  const byCommand = new Map<string, Place[]>();
  let [events, chain] = [0, ''];
  let last: string | undefined;
  for await (const event of store.readAll()) {
    const { streamId, revision, position, eventId, eventType: type, metadata } = event;
    events += 1;
    chain = chained(chain, event);
    if (last !== undefined && position <= last) wrongs.push(`${position} stands after ${last}`);
    if (kind === 'postgres' && BigInt(position) !== BigInt(events))
      wrongs.push(`event ${events} stands at ${position}`);
    last = position;
    const next = revisions.get(streamId) ?? 0n;
    if (revision !== next) wrongs.push(`${streamId} has revision ${revision} where ${next} was due`);
    revisions.set(streamId, revision + 1n);
    if (ids.has(eventId)) wrongs.push(`event ${eventId} stands twice, again at ${position}`);
    ids.add(eventId);
    const { commandId } = metadata;
    if (typeof commandId !== 'string') continue;
    const places = byCommand.get(commandId) ?? [];
    places.push({ streamId, revision, position, type });
    byCommand.set(commandId, places);
  }
  return { wrongs, events, chain, last, byCommand };
}

/** Each acknowledged command is in the log once, where and as its client was told; nothing is there that nobody asked for. */
export function compareWithLog({ byCommand }: Facts, { acknowledged }: Ledger): readonly string[] {
  const wrongs: string[] = [];
  for (const { commandId, streamId, types, position, revision } of acknowledged) {
    const places = byCommand.get(commandId) ?? [];
    const told = types.join(', ');
    const found = places.map(({ type }) => type).join(', ');
    if (found !== told) wrongs.push(`command ${commandId} was told [${told}] and is in the log as [${found}]`);
    const last = places.at(-1);
    if (last === undefined) continue;
    if (places.some((place) => place.streamId !== streamId))
      wrongs.push(`command ${commandId} is not in ${streamId} alone`);
    if (last.position !== position)
      wrongs.push(`command ${commandId} was told ${position} and stands at ${last.position}`);
    if (revision !== undefined && last.revision !== BigInt(revision)) {
      wrongs.push(`command ${commandId} was told revision ${revision} and has ${last.revision}`);
    }
    const [first] = places;
    if (first !== undefined && last.revision - first.revision !== BigInt(places.length - 1)) {
      wrongs.push(`the events of command ${commandId} do not stand together`);
    }
  }
  const known = new Set(acknowledged.map(({ commandId }) => commandId));
  if (known.size !== acknowledged.length) wrongs.push('two commands were acknowledged under one id');
  for (const [commandId, [first]] of byCommand) {
    const isDossier = first?.streamId.startsWith('dossier-') === true;
    if (isDossier && !known.has(commandId)) wrongs.push(`nobody was told of command ${commandId} in ${first.streamId}`);
  }
  return wrongs;
}

/** Sends these commands once more: each is answered as it was, and as a repeat. */
export async function repeat(ledger: Ledger, each: number): Promise<readonly string[]> {
  const wrongs: string[] = [];
  for (let at = 0; at < ledger.acknowledged.length; at += each) {
    const first = ledger.acknowledged[at];
    if (first === undefined || first.types.length === 0) continue;
    let answer = await first.again();
    for (let left = 20; answer === undefined && left > 0; left -= 1) answer = await first.again();
    const is = answer && [answer.types.join(), answer.position, answer.revision, answer.replayed].join(' ');
    const was = [first.types.join(), first.position, first.revision, true].join(' ');
    if (is !== was) wrongs.push(`command ${first.commandId} was answered [${was}] and now [${is}]`);
  }
  return wrongs;
}

export interface ReadModels {
  readonly wrongs: readonly string[];
  readonly projections: number;
  readonly rows: number;
}

/** The log has come to rest, every follower has handled it, and each read model equals one that is built anew. */
export async function compareReadModels(url: string, store: EventStore): Promise<ReadModels> {
  const wrongs: string[] = [];
  const projections = [...PRODUCT_PROJECTIONS, witness];
  const runner = new ProjectionRunner({ url, store, projections });
  try {
    for (let before: string | undefined; ;) {
      const last = await store.lastPosition();
      if (last === undefined || last === before) break;
      if (!(await runner.waitFor(last, undefined, FOLLOW_MS))) {
        wrongs.push(`a read model did not come to ${last}`);
        break;
      }
      before = last;
    }
    for (const { name, state, lastError } of await runner.positions()) {
      if (state === 'FAILED') wrongs.push(`${name} has stopped: ${lastError?.message}`);
    }
    let rows = 0;
    for (const { name } of projections) {
      const { equal, tables } = await runner.verify(name);
      for (const table of tables) rows += table.rows;
      if (!equal)
        wrongs.push(`${name} is not what its rebuild is: ${JSON.stringify(tables.find((one) => !one.equal))}`);
    }
    return { wrongs, projections: projections.length, rows };
  } finally {
    await runner.close();
  }
}

/** The witness has applied every event of the log once and in order. */
export async function compareWitness(url: string, { events, chain, last }: Facts): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: often } = await client.query<{ position: string; times: number }>(
      'select position, times from read.witness_applied where times <> 1 order by position limit 20',
    );
    const { rows } = await client.query<{ events: string; chain: string; last_position: string; applied: string }>(
      'select events, chain, last_position, (select count(*) from read.witness_applied) as applied from read.witness',
    );
    const [told] = rows;
    const wrongs = often.map(({ position, times }) => `the witness was given ${position} ${times} times`);
    if (Number(told?.events) !== events || Number(told?.applied) !== events) {
      wrongs.push(`the witness counts ${told?.events} events at ${told?.applied} places, the log has ${events}`);
    }
    if (told?.last_position !== last) wrongs.push(`the witness has come to ${told?.last_position}, the log to ${last}`);
    if (told?.chain !== chain) wrongs.push('the witness was not given the events in the order of the log');
    return wrongs;
  } finally {
    await client.end();
  }
}

/** A subscriber saw the whole log, each event once and in order. */
export function compareSubscriber(subscriber: Subscriber, { events, chain }: Facts): readonly string[] {
  const { name, count } = subscriber;
  const wrongs = [...subscriber.wrongs];
  if (count !== events) wrongs.push(`${name} saw ${count} events, the log has ${events}`);
  else if (subscriber.chain !== chain) wrongs.push(`${name} saw other events than the log has`);
  return wrongs;
}
