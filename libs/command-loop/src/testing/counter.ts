import type { JsonObject } from '#libs/event-store';
import type { Clock } from '#libs/platform';
import type { Instant } from '#libs/rules';
import type { LoopRequest, StreamKind } from '../stream-kind.js';

/** A tiny domain for trying the loop: boxes that things are put into, each box a scope of its own. */
export interface Put {
  readonly box: string;
  readonly amount: number;
}
export type Boxes = Readonly<Record<string, number>>;
export interface PutEvent {
  readonly type: 'Put' | 'Overflowed';
  readonly box: string;
  readonly amount: number;
}

function boxOf({ box }: JsonObject): string {
  return typeof box === 'string' ? box : '';
}

export class TooMuch extends Error {}

export const boxes: StreamKind<Put, Boxes, PutEvent, { readonly limit: number }> = {
  initialState: {},
  evolve: (state, { data }) => ({ ...state, [boxOf(data)]: Number(data['total']) }),
  decide: ({ box, amount }, state, { limit }) => {
    if (amount === 0) return [];
    const total = (state[box] ?? 0) + amount;
    if (total > limit) throw new TooMuch();
    return total === limit
      ? [
          { type: 'Put', box, amount },
          { type: 'Overflowed', box: 'floor', amount },
        ]
      : [{ type: 'Put', box, amount }];
  },
  context: async () => ({ limit: 1000 }),
  encode: async (events, _request, state) =>
    events.map(({ type, box, amount }) => ({
      eventType: type,
      schemaVersion: 1,
      data: { box, amount, total: (state[box] ?? 0) + amount } satisfies JsonObject,
      metadata: {},
    })),
  scopeOf: ({ data }) => boxOf(data),
  targetOf: ({ box }) => box,
  idsOf: ({ data }) => ({ box: boxOf(data) }),
};

export function put(box: string, amount: number, more: Partial<LoopRequest<Put>> = {}): LoopRequest<Put> {
  return {
    streamId: 'boxes-1',
    command: { box, amount },
    commandType: 'Put',
    commandId: crypto.randomUUID(),
    actorId: 'clerk-1',
    fingerprint: `${box}:${amount}`,
    ...more,
  };
}

/** A clock that stands where it is put. */
export class StandingClock implements Clock {
  constructor(public instant: Instant = '2026-09-07T01:00:00.000Z') {}

  now(): Instant {
    return this.instant;
  }
}
