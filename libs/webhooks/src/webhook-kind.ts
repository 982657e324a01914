import type { CommandLoop, EncodedEvent, LoopAnswer, LoopRequest, StreamKind } from '#libs/command-loop';
import type { JsonObject } from '#libs/event-store';
import { legalDateOf, type Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import {
  decideWebhook,
  evolveWebhook,
  WEBHOOK_PREFIX,
  type WebhookCommand,
  type WebhookContext,
  type WebhookEvent,
  type WebhookState,
} from './webhook-stream.js';

/** How long messages are signed with a former secret too. */
const OVERLAP_HOURS = 24;
/** Revisions of a webhook count the whole stream. */
const WHOLE = 'stream';

/** Who acts in an event of a webhook. */
export interface WebhookActor {
  readonly userId: string;
  readonly unitId?: string;
  readonly role: string;
}

export interface WebhookRequest {
  readonly webhookId: string;
  readonly command: WebhookCommand;
  readonly actor: WebhookActor;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body as it was sent, without the secret. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
}

interface Request extends LoopRequest<WebhookCommand> {
  readonly webhookId: string;
  readonly actor: WebhookActor;
}

export interface WebhookCommandsParts {
  readonly loop: CommandLoop;
  readonly vault: Pick<Vault, 'seal'>;
  readonly isUnit: (unitId: string) => boolean;
}

/** Commands on webhooks, by the loop of all streams. A secret is sealed before anything is written. */
export class WebhookCommands {
  private readonly kind: StreamKind<WebhookCommand, WebhookState, WebhookEvent, WebhookContext, Request>;

  constructor(private readonly parts: WebhookCommandsParts) {
    this.kind = {
      initialState: {},
      evolve: (state, { eventType, data }) =>
        evolveWebhook(state, { type: eventType, data } as unknown as WebhookEvent),
      decide: decideWebhook,
      context: async ({ webhookId }, _loaded, now) => ({
        ...{ webhookId, now, isUnit: parts.isUnit },
        overlapHours: OVERLAP_HOURS,
      }),
      encode: (events, request, _state, now) => this.encode(events, request, now),
      scopeOf: () => WHOLE,
      targetOf: () => WHOLE,
      idsOf: () => ({}),
    };
  }

  /** When it returns, what was decided is durable. @throws RuleRefusal, VaultUnavailable; and what CommandLoop.run throws */
  async run({ webhookId, command, actor, ...rest }: WebhookRequest): Promise<LoopAnswer> {
    const streamId = `${WEBHOOK_PREFIX}${webhookId}`;
    const by = { actor, actorId: actor.userId };
    return this.parts.loop.run(this.kind, { ...rest, ...by, webhookId, streamId, command, commandType: command.type });
  }

  private async encode(
    events: readonly WebhookEvent[],
    { actor }: Request,
    now: Instant,
  ): Promise<readonly EncodedEvent[]> {
    const { userId, unitId, role } = actor;
    const metadata = {
      ...{ legalDate: legalDateOf(now), occurredAt: now },
      actor: { userId, ...(unitId === undefined ? {} : { unitId }), role },
      legalBasisRefs: [],
      evidenceRefs: [],
    };
    const sealed = await this.parts.vault.seal(events.map(({ data }) => data));
    return events.map(({ type }, i) => ({
      eventType: type,
      schemaVersion: 1,
      data: JSON.parse(JSON.stringify(sealed[i])) as JsonObject,
      metadata,
    }));
  }
}
