import {
  loadStream,
  sealedEvents,
  type ActingOfficial,
  type CommandLoop,
  type LoopAnswer,
  type LoopRequest,
  type StoredShape,
  type StreamKind,
} from '#libs/command-loop';
import type { EventStore } from '#libs/event-store';
import { legalDateOf, type WorkingCalendar } from '#libs/rules';
import type { Vault } from '#libs/vault';
import { monthOf, type RegisterReader } from './register-reader.js';
import {
  decideLookupReview,
  decideSample,
  evolveLookupReview,
  evolveSample,
  requireOver,
  REVIEW_PREFIX,
  SAMPLE_PREFIX,
  type DrawSample,
  type LookupReviewContext,
  type LookupReviewEvent,
  type LookupReviewState,
  type ReviewedLookup,
  type ReviewLookup,
  type SampleContext,
  type SampleEvent,
  type SampleState,
} from './review-streams.js';
import { sampledFor } from './sample.js';

interface Issued {
  readonly actor: ActingOfficial;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
}
interface Request<C> extends LoopRequest<C> {
  readonly actor: ActingOfficial;
}
interface ReviewRequest extends Request<ReviewLookup> {
  readonly queryId: string;
}

export interface ReviewCommandsParts {
  readonly loop: CommandLoop;
  readonly store: EventStore;
  readonly vault: Pick<Vault, 'seal'>;
  readonly register: Pick<RegisterReader, 'find' | 'draw'>;
  readonly calendar: () => WorkingCalendar;
}

const WHOLE = 'stream';
const ONE_SCOPE = { scopeOf: () => WHOLE, targetOf: () => WHOLE, idsOf: () => ({}) };
const asEvent = ({ eventType, data }: StoredShape): unknown => ({ type: eventType, data });

const SAMPLE_FOLD = {
  ...ONE_SCOPE,
  initialState: {} as SampleState,
  evolve: (state: SampleState, event: StoredShape) => evolveSample(state, asEvent(event) as SampleEvent),
};

/** The review of look-ups, by the loop of all streams. Findings are sealed before anything is written. */
export class ReviewCommands {
  private readonly samples: StreamKind<DrawSample, SampleState, SampleEvent, SampleContext, Request<DrawSample>>;
  private readonly reviews: StreamKind<
    ReviewLookup,
    LookupReviewState,
    LookupReviewEvent,
    LookupReviewContext,
    ReviewRequest
  >;

  constructor(private readonly parts: ReviewCommandsParts) {
    const seal = <T>(value: T): Promise<T> => parts.vault.seal(value);
    this.samples = {
      ...SAMPLE_FOLD,
      decide: decideSample,
      context: async ({ command }, { state }, now) => {
        const today = legalDateOf(now);
        // Counting a month that is not to be drawn would be for nothing.
        requireOver(command.month, today);
        const drawn = state.sample ?? (await parts.register.draw(command.month, parts.calendar()));
        return { today, drawn };
      },
      encode: (events, { actor }, _state, now) => sealedEvents(events, { actor, now, seal }),
    };
    this.reviews = {
      ...ONE_SCOPE,
      initialState: {},
      evolve: (state, event) => evolveLookupReview(state, asEvent(event) as LookupReviewEvent),
      decide: decideLookupReview,
      context: async ({ queryId, actor }) => ({ queryId, actor, lookup: await this.lookup(queryId) }),
      encode: (events, { actor }, _state, now) => sealedEvents(events, { actor, now, seal }),
    };
  }

  /** Draws the sample of a month. @throws ReviewRefusal, RegisterUnavailable; and what CommandLoop.run throws */
  async draw(month: string, { actor, ...rest }: Issued): Promise<LoopAnswer> {
    const command = { type: 'DrawSample', month } as const;
    const streamId = `${SAMPLE_PREFIX}${month}`;
    return this.parts.loop.run(this.samples, {
      ...{ ...rest, actor, actorId: actor.userId, streamId, command, commandType: command.type },
    });
  }

  /** Reviews a look-up. @throws ReviewRefusal, RegisterUnavailable, VaultUnavailable; and what CommandLoop.run throws */
  async review(queryId: string, command: ReviewLookup, { actor, ...rest }: Issued): Promise<LoopAnswer> {
    const streamId = `${REVIEW_PREFIX}${queryId}`;
    return this.parts.loop.run(this.reviews, {
      ...{ ...rest, actor, actorId: actor.userId, queryId, streamId, command, commandType: command.type },
    });
  }

  private async lookup(queryId: string): Promise<ReviewedLookup | undefined> {
    const found = await this.parts.register.find(queryId);
    if (found === undefined) return undefined;
    const { userId, unitId, subjectRef } = found;
    const month = monthOf(found.at);
    const { state } = await loadStream(this.parts.store, `${SAMPLE_PREFIX}${month}`, SAMPLE_FOLD);
    return {
      ...{ month, userId, sampled: state.sample !== undefined && sampledFor(found, state.sample).length > 0 },
      ...(unitId === undefined ? {} : { unitId }),
      ...(subjectRef === undefined ? {} : { subjectRef }),
    };
  }
}
