import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { Command } from '#libs/dossier';
import { dossierStreamOf } from '#libs/dossier-store';
import { makeUscc } from '#libs/subjects';
import { Seeded } from '../bench/data/seeded.js';
import { daysAgo, initialActs } from '../crash/setting.js';
import type { Acknowledged, Ledger } from './ledger.js';
import type { Order } from './orders.js';
import type { Town } from './town.js';

/** How long a client waits for one answer. */
const ANSWER_MS = 6_000;
/** How long a client asks again for one command. */
const PATIENCE_MS = 90_000;
/** So many entries are made of one subject by everybody, then of another. */
const SHARED = 24;

type Told = Pick<Acknowledged, 'types' | 'position' | 'revision' | 'replayed'> & { readonly created?: Created };
interface Created {
  readonly subjectId: string;
  readonly entryId?: string;
}
type Outcome =
  { readonly told: Told } | { readonly later: string; readonly waitMs: number } | { readonly wrong: string };

/**
 * Clients that behave well: each sends one command after another, and the same one again under the same id, to any process
 * that takes it, until it is acknowledged.
 */
export class Clients {
  private stopping = false;
  private readonly numbers = { http: 0, direct: 0 };
  private readonly shared = new Map<string, Promise<string>>();
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly town: Town,
    private readonly ledger: Ledger,
    private readonly seed: string,
  ) {}

  /** So many at once on each process that takes commands. @returns when each has its last answer, after {@link stop} */
  async run(each: number): Promise<void> {
    this.stopping = false;
    const lanes = (['command-api', 'writer'] as const).flatMap((kind) =>
      Array.from({ length: each * this.town.of(kind).length }, (_, lane) => {
        const chance = new Seeded(this.seed, kind, lane);
        return kind === 'command-api' ? this.overHttp(chance) : this.direct(chance);
      }),
    );
    await Promise.all(lanes);
  }

  stop(): void {
    this.stopping = true;
  }

  private async overHttp(chance: Seeded): Promise<void> {
    while (!this.stopping) {
      const number = (this.numbers.http += 1);
      const [register, ...acts] = initialActs(number);
      let before = await this.post(chance, register);
      const own = before?.subjectId;
      for (const act of acts) if (before !== undefined && !this.stopping) before = await this.post(chance, act, before);
      const round = Math.floor(number / SHARED);
      if (own === undefined || this.stopping) continue;
      const subjectId = await this.sharedOf(`http ${round}`, () => Promise.resolve(own));
      await this.post(chance, initialActs(number + 1_000_000)[1], { subjectId });
    }
  }

  private async direct(chance: Seeded): Promise<void> {
    while (!this.stopping) {
      const number = (this.numbers.direct += 1);
      const subjectId = await this.sharedOf(`direct ${Math.floor(number / SHARED)}`, async () => {
        const id = randomUUID();
        const identity = { subjectType: 'ENTERPRISE', identifierKind: 'USCC', identifier: makeUscc(number) } as const;
        const name = `演示${number}号有限公司`;
        await this.order(chance, id, { type: 'RegisterSubject', data: { subjectId: id, ...identity, name } });
        return id;
      });
      await this.order(chance, subjectId, candidate(number));
    }
  }

  private sharedOf(name: string, make: () => Promise<string>): Promise<string> {
    const made = this.shared.get(name) ?? make();
    this.shared.set(name, made);
    return made;
  }

  private async post(
    chance: Seeded,
    act: ReturnType<typeof initialActs>[number] | undefined,
    before: Partial<Created> = {},
  ): Promise<Created | undefined> {
    if (act === undefined) return undefined;
    const { path, body } = act(before);
    const commandId = randomUUID();
    const payload = JSON.stringify(body);
    const once = (): Promise<Outcome> => this.postOnce(chance, path, payload, commandId);
    const told = await this.insist(commandId, path, once, chance, ({ created }) => created?.subjectId ?? '');
    return told?.created;
  }

  private async order(chance: Seeded, subjectId: string, command: Command): Promise<void> {
    const order: Order = { subjectId, commandId: randomUUID(), command };
    const once = (): Promise<Outcome> => this.orderOnce(chance, order);
    await this.insist(order.commandId, command.type, once, chance, () => subjectId);
  }

  private async insist(
    commandId: string,
    what: string,
    once: () => Promise<Outcome>,
    chance: Seeded,
    subjectOf: (told: Told) => string,
  ): Promise<Told | undefined> {
    const until = Date.now() + PATIENCE_MS;
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await once();
      if ('told' in outcome) {
        const { types, position, revision, replayed } = outcome.told;
        const streamId = dossierStreamOf(subjectOf(outcome.told));
        const known = { ...(revision !== undefined && { revision }), attempts, replayed };
        const again = async (): Promise<Told | undefined> => {
          const repeat = await once();
          return 'told' in repeat ? repeat.told : undefined;
        };
        this.ledger.add({ commandId, streamId, types, position, ...known, again });
        return outcome.told;
      }
      if ('wrong' in outcome || Date.now() > until) {
        const why =
          'wrong' in outcome ? outcome.wrong : `not acknowledged after ${attempts} attempts: ${outcome.later}`;
        this.ledger.wrongs.push(`${what} (${commandId}): ${why}`);
        return undefined;
      }
      this.ledger.later(outcome.later);
      await pause(Math.min(1_000, outcome.waitMs) * (0.5 + chance.between(0, 100) / 200));
    }
  }

  private async postOnce(chance: Seeded, path: string, body: string, commandId: string): Promise<Outcome> {
    const base = this.anyOf(chance, 'command-api').toClients?.url ?? '';
    try {
      const answer = await fetch(new URL(path, base), {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', 'idempotency-key': commandId },
          authorization: `Bearer ${await this.token('a-drafter')}`,
        },
        body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await answer.text();
      if (answer.ok) {
        const told = JSON.parse(text) as {
          readonly subjectId: string;
          readonly entryId?: string;
          readonly events: readonly { readonly type: string }[];
          readonly position: string;
        };
        const replayed = answer.headers.get('idempotent-replay') === 'true';
        const types = told.events.map(({ type }) => type);
        return { told: { types, position: told.position, replayed, created: told } };
      }
      const retryAfter = answer.headers.get('retry-after');
      if (![409, 429, 503].includes(answer.status) || retryAfter === null) {
        return { wrong: `${answer.status} ${text}` };
      }
      const { code } = JSON.parse(text) as { readonly code: string };
      return { later: `${answer.status} ${code}`, waitMs: Number(retryAfter) * 1_000 };
    } catch (error) {
      if (error instanceof SyntaxError) return { wrong: `an answer that is no JSON: ${error.message}` };
      // Cut off: nobody knows what became of it.
      return { later: 'no answer', waitMs: 100 };
    }
  }

  private async orderOnce(chance: Seeded, order: Order): Promise<Outcome> {
    const answer = await this.anyOf(chance, 'writer').process.send(order, ANSWER_MS);
    if (answer === undefined) return { later: 'no answer', waitMs: 100 };
    if ('failed' in answer) {
      const { name, again } = answer.failed;
      return again ? { later: name, waitMs: 200 } : { wrong: name };
    }
    const { events, position, revision, replayed } = answer.done;
    return { told: { types: events, position, revision, replayed } };
  }

  private anyOf(chance: Seeded, kind: 'command-api' | 'writer') {
    const all = this.town.of(kind);
    const found = all[chance.between(0, all.length - 1)];
    if (found === undefined) throw new Error(`there is no ${kind}`);
    return found;
  }

  /** Tokens last an hour; a long run asks for new ones. */
  private token(as: string): Promise<string> {
    const key = `${as} ${Math.floor(Date.now() / 1_200_000)}`;
    const made = this.tokens.get(key) ?? this.town.token(as);
    this.tokens.set(key, made);
    return made;
  }
}

/** The first entry of a candidate for the black list, on a document of its own. */
function candidate(number: number): Command {
  return {
    type: 'GenerateInitialEntry',
    data: {
      standardId: 'BLK-1',
      basis: [
        {
          ...{ class: 'ADMIN_OR_CRIMINAL', docNo: `市监罚〔2025〕${number}号`, issuer: '示范市市场监管局' },
          ...{ date: daysAgo(60), legallyEffective: true },
        },
      ],
      facts: `第${number}号：销售不合格产品。`,
      grade: 'SERIOUS',
      actEndedOn: daysAgo(120),
    },
  };
}
