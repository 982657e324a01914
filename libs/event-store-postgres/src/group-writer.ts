import type { ClientConfig, QueryArrayConfig } from 'pg';
import { StoreUnavailable, WrongExpectedRevision, type AppendResult } from '#libs/event-store';
import { answersOf, statementOf, type Append, type GroupRow, type Statement } from './append-group.js';
import { LostStatement, unavailable } from './faults.js';
import { WriterConnection } from './writer-connection.js';

/** Appends that were committed together. */
export interface WrittenGroup {
  readonly appends: number;
  readonly events: number;
}

/** How many appends share a transaction at most: more than the disk needs to be waited for seldom. */
const MOST_APPENDS = 64;
/** So few go together, and wait for the group before them: by itself a group costs more than dividing them would save. */
const FEW_APPENDS = 12;
/** The database works on one group and has the next at hand. */
const MOST_GROUPS = 2;
/** How many characters of JSON they have together at most; one append alone may have more. */
const MOST_CHARACTERS = 2_000_000;

interface WaitingAppend extends Append {
  readonly characters: number;
  /** In milliseconds of `performance.now()`: until then it has to be on its way. */
  readonly deadline: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes appends in groups: what arrives while others are being committed goes together. An append that meets nobody is
 * a group of one and waits for nothing. Each has its own answer, whatever becomes of the others.
 *
 * Many are two groups, the second sent while the database works on the first: it need not wait for this process between
 * them, and while it works on one the appends that follow the other are decided.
 */
export class GroupWriter {
  private readonly connection: WriterConnection;
  private waiting: WaitingAppend[] = [];
  /** What is at the database: groups and how many appends each has. */
  private readonly underWay = new Map<Promise<void>, number>();
  private gathering = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /**
   * @param timeoutMs how long an append may wait for its turn, and how long a group may take
   * @param written told of each group that was committed
   */
  constructor(
    config: ClientConfig,
    private readonly prepared: (statement: Statement) => QueryArrayConfig,
    private readonly timeoutMs: number,
    private readonly written?: (group: WrittenGroup) => void,
  ) {
    this.connection = new WriterConnection(config);
  }

  /** @throws WrongExpectedRevision @throws StoreUnavailable */
  append(append: Append): Promise<AppendResult> {
    if (this.closed) return Promise.reject(unavailable(new Error('the store is closed'), false));
    return new Promise((resolve, reject) => {
      const characters = append.events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
      const deadline = performance.now() + this.timeoutMs;
      this.waiting.push({ ...append, characters, deadline, resolve, reject });
      this.gather();
    });
  }

  /** Lets everything finish that was asked for. */
  async close(): Promise<void> {
    this.closed = true;
    for (this.send(); this.underWay.size > 0;) await Promise.all(this.underWay.keys());
    await this.connection.close();
  }

  /** Whoever else appends in this turn of the process comes along. */
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    process.nextTick(() => {
      this.gathering = false;
      this.send();
    });
  }

  /** @param answering how many have been written and are about to hear of it */
  private send(answering = 0): void {
    while (this.worthAGroup()) {
      const group = this.nextGroup(answering);
      const done = this.write(group).then((answer) => {
        this.underWay.delete(done);
        // The database works on those who wait while those of this group go on.
        this.send(group.length);
        answer();
      });
      this.underWay.set(done, group.length);
    }
    if (this.waiting.length > 0) this.timer ??= setTimeout(() => this.refuseOverdue(), this.timeoutMs);
  }

  /** Behind another group only as many as that has: fewer are not hurried, since more may join them meanwhile. */
  private worthAGroup(): boolean {
    const { size } = this.underWay;
    if (size === 0) return this.waiting.length > 0;
    return size < MOST_GROUPS && this.waiting.length >= Math.max(FEW_APPENDS, ...this.underWay.values());
  }

  /** One half of all there are, up to the limits. */
  private nextGroup(answering: number): readonly WaitingAppend[] {
    const others = [...this.underWay.values()].reduce((sum, appends) => sum + appends, answering);
    const half = Math.ceil((this.waiting.length + others) / 2);
    const most = Math.min(MOST_APPENDS, Math.max(FEW_APPENDS, half));
    let count = 0;
    let characters = 0;
    for (const append of this.waiting) {
      characters += append.characters;
      if (count > 0 && (count === most || characters > MOST_CHARACTERS)) break;
      count += 1;
    }
    const group = this.waiting.splice(0, count);
    if (this.waiting.length === 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
    }
    return group;
  }

  /**
   * Lost on the way, a group is repeated once, unchanged and on a connection that is new. A group that fails by a
   * mistake, which may be of one append only, is written one by one.
   *
   * @param lost whether these appends were sent before and their outcome is not known
   * @returns gives the answers; never rejects
   */
  private async write(group: readonly WaitingAppend[], lost = false): Promise<() => void> {
    try {
      const row = await this.connection.run(this.prepared(statementOf(group)));
      const answers = answersOf(group, row as GroupRow);
      return () => this.answer(group, answers);
    } catch (error) {
      if (error instanceof LostStatement && !lost) return this.write(group, true);
      if (error instanceof LostStatement || error instanceof StoreUnavailable) {
        const refused = unavailable(error.cause, lost);
        return () => group.forEach(({ reject }) => reject(refused));
      }
      if (group.length === 1) return () => group.forEach(({ reject }) => reject(error));
    }
    for (const append of group) {
      if (append.deadline > performance.now()) (await this.write([append], lost))();
      else append.reject(unavailable(new Error('its time was over'), lost));
    }
    return () => {};
  }

  private answer(group: readonly WaitingAppend[], answers: readonly (AppendResult | WrongExpectedRevision)[]): void {
    for (const [index, { resolve, reject }] of group.entries()) {
      const answer = answers[index];
      if (answer instanceof WrongExpectedRevision) reject(answer);
      else if (answer !== undefined) resolve(answer);
    }
    this.written?.({ appends: group.length, events: group.reduce((sum, { events }) => sum + events.length, 0) });
  }

  /** Whose turn did not come in time, because the group before hangs, hears so; nothing of it was sent. */
  private refuseOverdue(): void {
    const now = performance.now();
    const overdue = this.waiting.filter(({ deadline }) => deadline <= now);
    this.waiting = this.waiting.filter(({ deadline }) => deadline > now);
    const [oldest] = this.waiting;
    this.timer = oldest && setTimeout(() => this.refuseOverdue(), oldest.deadline - now);
    for (const { reject } of overdue) reject(unavailable(new Error('its turn did not come'), false));
  }
}
