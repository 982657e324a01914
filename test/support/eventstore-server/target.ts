import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  type EventData,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { Patience } from './node.js';
import { EventStoreServer } from './server.js';

/** A real server that specs run against instead of the stand-in, as a connection string. */
const GIVEN_URL = process.env.EVENTSTORE_URL;
/** A program that does to that server what its argument says: start, stop, kill, pause or resume. Such specs want it to themselves. */
const GIVEN_CONTROL = process.env.EVENTSTORE_CONTROL;

type Test = () => Promise<void>;

/** A test that stops or halts the server: skipped by name on a real one that the specs have no control of. */
export function itControlling(name: string, test: Test, timeout?: number): void {
  if (GIVEN_URL === undefined || GIVEN_CONTROL !== undefined) it(name, test, timeout);
  else it.skip(`${name} (skipped: EVENTSTORE_CONTROL is not given)`, test);
}

/** A test of what only the stand-in can be brought to do: skipped by name on a real server. */
export function itStandingIn(name: string, reason: string, test: Test, timeout?: number): void {
  if (GIVEN_URL === undefined) it(name, test, timeout);
  else it.skip(`${name} (skipped on a real server: ${reason})`, test);
}

/** The server that a spec runs against: the one `EVENTSTORE_URL` names, shared with others, or a stand-in of its own. */
export class EventStoreTarget {
  private readonly prefix = `facts-${randomUUID()}-`;
  private readonly clients: EventStoreDBClient[] = [];
  private streams = 0;

  private constructor(
    readonly url: string,
    private readonly own: EventStoreServer | undefined,
  ) {}

  static async open(patience: Partial<Patience> = {}): Promise<EventStoreTarget> {
    if (GIVEN_URL !== undefined) return new EventStoreTarget(GIVEN_URL, undefined);
    const own = await EventStoreServer.start(patience);
    return new EventStoreTarget(own.url, own);
  }

  /** The stand-in, for faults that only it has. @throws Error on a real server */
  get standIn(): EventStoreServer {
    if (this.own === undefined) throw new Error('not on a real server');
    return this.own;
  }

  /** @param options of the connection string, as `keepAliveInterval=1000` */
  client(...options: string[]): EventStoreDBClient {
    return this.clientOf([this.url, ...options].join('&'));
  }

  /** A client of another connection string, disposed of with the target. */
  clientOf(url: string): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(url);
    this.clients.push(client);
    return client;
  }

  /** The name of a stream that nobody has used. */
  stream(kind = 'stream'): string {
    this.streams += 1;
    return `${this.prefix}${kind}-${this.streams}`;
  }

  async start(): Promise<void> {
    await (this.own?.restart() ?? control('start'));
  }

  /** Stops in order. */
  async stop(): Promise<void> {
    await (this.own?.stop() ?? control('stop'));
  }

  /** As `kill -9`. */
  async kill(): Promise<void> {
    await (this.own?.kill() ?? control('kill'));
  }

  /** It answers nothing, and its lines stay open. */
  async pause(): Promise<void> {
    if (this.own === undefined) await control('pause');
    else this.own.hang();
  }

  async resume(): Promise<void> {
    if (this.own === undefined) await control('resume');
    else this.own.resume();
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.dispose()));
    await this.own?.stop();
  }
}

// A real server takes variables named EVENTSTORE_… as its own options, and refuses to start on one it does not know.
async function control(action: string): Promise<void> {
  if (GIVEN_CONTROL === undefined) throw new Error('EVENTSTORE_CONTROL is not given');
  const env = Object.entries(process.env).filter(([name]) => !/^EVENTSTORE_(URL|CONTROL)$/.test(name));
  await promisify(execFile)(GIVEN_CONTROL, [action], { env: Object.fromEntries(env) });
}

/** An event that carries a number. */
export function numbered(number: number, id: string = randomUUID()): EventData {
  return jsonEvent({ id, type: 'Counted', data: { number }, metadata: { commandId: 'c' } });
}

export const manyNumbered = (count: number, from = 0): EventData[] =>
  Array.from({ length: count }, (_, index) => numbered(from + index));

/** @returns the numbers that events of {@link numbered} carry */
export const numbersOf = (events: readonly ResolvedEvent[]): number[] =>
  events.map(({ event }) => (event?.data as { number: number }).number);

/** @returns everything that an iteration of the client yields */
export async function allOf(iteration: AsyncIterable<unknown>): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  for await (const event of iteration) events.push(event as ResolvedEvent);
  return events;
}

export const numbersIn = async (client: EventStoreDBClient, stream: string): Promise<number[]> =>
  numbersOf(await allOf(client.readStream(stream)));

export const lastOf = async (client: EventStoreDBClient, stream: string): Promise<ResolvedEvent | undefined> =>
  (await allOf(client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 })))[0];

/** @returns what a promise is rejected with */
export async function rejection(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    (value) => {
      throw new Error(`not rejected, but ${String(value)}`);
    },
    (error: Record<string, unknown>) => error,
  );
}

/** Waits for what a server does in its own time. @throws Error when it has not come about in time */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not come about within ${limitMs} ms`);
    await setTimeout(10);
  }
}
