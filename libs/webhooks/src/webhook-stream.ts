import { RuleRefusal, type Instant, type ListKind } from '#libs/rules';
import { personal, type Personal } from '#libs/subjects';

/* The stream `webhook-{webhookId}`: where changes of lists are delivered to a consumer, and by which secrets. */

export const WEBHOOK_PREFIX = 'webhook-';

/** A secret as it is given out: once, and never again. */
export interface GivenSecret {
  /** Opaque; names the key of the vault that the secret is sealed under. */
  readonly secretId: string;
  /** `whsec_…` */
  readonly value: string;
}

/** From which change on something is delivered. */
export type ReplayScope = 'BEGINNING' | 'PLACE' | 'DEAD_LETTERS';

export interface RegisterWebhook {
  readonly type: 'RegisterWebhook';
  readonly webhookId: string;
  /** In normal form, see `checkedEndpoint`. */
  readonly url: string;
  /** The unit whose system receives. */
  readonly consumerUnitId: string;
  /** Lists it is told about. */
  readonly listKinds: readonly ListKind[];
  /** Whether it is told everything since the first entry, or what happens from now on. */
  readonly startFrom: 'BEGINNING' | 'NOW';
  readonly secret: GivenSecret;
}
export interface ChangeWebhookEndpoint {
  readonly type: 'ChangeWebhookEndpoint';
  readonly url: string;
}
export interface RotateWebhookSecret {
  readonly type: 'RotateWebhookSecret';
  readonly secret: GivenSecret;
}
export interface PauseWebhook {
  readonly type: 'PauseWebhook';
}
export interface ResumeWebhook {
  readonly type: 'ResumeWebhook';
}
export interface RemoveWebhook {
  readonly type: 'RemoveWebhook';
}
/** Has things delivered again. */
export interface OrderWebhookReplay {
  readonly type: 'OrderWebhookReplay';
  readonly scope: ReplayScope;
  /** With PLACE: everything after this change. */
  readonly place?: { readonly position: string; readonly eventId: string };
}
export type WebhookCommand =
  | RegisterWebhook
  | ChangeWebhookEndpoint
  | RotateWebhookSecret
  | PauseWebhook
  | ResumeWebhook
  | RemoveWebhook
  | OrderWebhookReplay;

/** The stored formats: what stands here is in logs for ever. */
export interface WebhookEventMap {
  WebhookRegistered: {
    url: string;
    consumerUnitId: string;
    listKinds: readonly ListKind[];
    startFrom: 'BEGINNING' | 'NOW';
    secretId: string;
    secret: Personal;
  };
  WebhookEndpointChanged: { url: string };
  /** Messages are signed with both secrets until the former one ends. */
  WebhookSecretRotated: { secretId: string; secret: Personal; formerEndsAt: Instant };
  WebhookPaused: object;
  WebhookResumed: object;
  WebhookRemoved: object;
  WebhookReplayOrdered: { scope: ReplayScope; position?: string; afterEventId?: string };
}
export type WebhookEvent = {
  [T in keyof WebhookEventMap]: { readonly type: T; readonly data: WebhookEventMap[T] };
}[keyof WebhookEventMap];

export interface HeldSecret {
  readonly secretId: string;
  readonly secret: Personal;
  /** Good until then; without it, until it is replaced. */
  readonly endsAt?: Instant;
}

export interface Replay {
  readonly scope: ReplayScope;
  readonly position?: string;
  readonly afterEventId?: string;
}

export interface Webhook {
  readonly url: string;
  readonly consumerUnitId: string;
  readonly listKinds: readonly ListKind[];
  readonly startFrom: 'BEGINNING' | 'NOW';
  readonly state: 'ACTIVE' | 'PAUSED' | 'REMOVED';
  /** The newest first. */
  readonly secrets: readonly HeldSecret[];
  /** Every replay that was ordered, the oldest first. */
  readonly replays: readonly Replay[];
}

export interface WebhookState {
  readonly webhook?: Webhook;
}

export interface WebhookContext {
  readonly webhookId: string;
  readonly now: Instant;
  readonly isUnit: (unitId: string) => boolean;
  /** How long a former secret stays good, in hours. */
  readonly overlapHours: number;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveWebhook(state: WebhookState, event: WebhookEvent): WebhookState {
  if (event.type === 'WebhookRegistered') {
    const { secretId, secret, ...registered } = event.data;
    return { webhook: { ...registered, state: 'ACTIVE', secrets: [{ secretId, secret }], replays: [] } };
  }
  const { webhook } = state;
  return webhook === undefined ? state : { webhook: { ...webhook, ...change(webhook, event) } };
}

function change(webhook: Webhook, event: Exclude<WebhookEvent, { type: 'WebhookRegistered' }>): Partial<Webhook> {
  switch (event.type) {
    case 'WebhookEndpointChanged':
      return { url: event.data.url };
    case 'WebhookSecretRotated': {
      const { secretId, secret, formerEndsAt } = event.data;
      // Of several rotations in a short time only the last former secret stays good.
      const former = webhook.secrets.slice(0, 1).map((one) => ({ ...one, endsAt: formerEndsAt }));
      return { secrets: [{ secretId, secret }, ...former] };
    }
    case 'WebhookPaused':
      return { state: 'PAUSED' };
    case 'WebhookResumed':
      return { state: 'ACTIVE' };
    case 'WebhookRemoved':
      return { state: 'REMOVED' };
    case 'WebhookReplayOrdered':
      return { replays: [...webhook.replays, event.data] };
  }
  return {};
}

/**
 * What a command on a webhook comes to; what is so already comes to nothing.
 * @throws RuleRefusal
 */
export function decideWebhook(
  command: WebhookCommand,
  state: WebhookState,
  context: WebhookContext,
): readonly WebhookEvent[] {
  if (command.type === 'RegisterWebhook') return register(command, state, context);
  const webhook = living(state, command);
  switch (command.type) {
    case 'ChangeWebhookEndpoint':
      return webhook.url === command.url ? [] : [{ type: 'WebhookEndpointChanged', data: { url: command.url } }];
    case 'RotateWebhookSecret': {
      const formerEndsAt = new Date(Date.parse(context.now) + context.overlapHours * 3_600_000).toISOString();
      return [{ type: 'WebhookSecretRotated', data: { ...sealable(command.secret, context), formerEndsAt } }];
    }
    case 'PauseWebhook':
      return webhook.state === 'PAUSED' ? [] : [{ type: 'WebhookPaused', data: {} }];
    case 'ResumeWebhook':
      return webhook.state === 'ACTIVE' ? [] : [{ type: 'WebhookResumed', data: {} }];
    case 'RemoveWebhook':
      return webhook.state === 'REMOVED' ? [] : [{ type: 'WebhookRemoved', data: {} }];
    case 'OrderWebhookReplay': {
      const { scope, place } = command;
      if ((scope === 'PLACE') !== (place !== undefined)) throw refusal('WEBHOOK_REPLAY_PLACE');
      const after = place === undefined ? {} : { position: place.position, afterEventId: place.eventId };
      return [{ type: 'WebhookReplayOrdered', data: { scope, ...after } }];
    }
  }
}

function register(
  command: RegisterWebhook,
  { webhook }: WebhookState,
  context: WebhookContext,
): readonly WebhookEvent[] {
  if (webhook !== undefined) throw refusal('WEBHOOK_EXISTS');
  const { url, consumerUnitId, listKinds, startFrom, secret } = command;
  if (!context.isUnit(consumerUnitId)) throw refusal('UNIT_UNKNOWN');
  if (listKinds.length === 0) throw refusal('WEBHOOK_LISTS_MISSING');
  const data = { url, consumerUnitId, listKinds, startFrom, ...sealable(secret, context) };
  return [{ type: 'WebhookRegistered', data }];
}

/** Sealed before it is stored, under a key of its own that is destroyed with it. */
function sealable({ secretId, value }: GivenSecret, { webhookId }: WebhookContext) {
  return { secretId, secret: personal(webhookId, secretId, value) };
}

function living({ webhook }: WebhookState, command: WebhookCommand): Webhook {
  if (webhook === undefined) throw refusal('WEBHOOK_UNKNOWN');
  if (webhook.state === 'REMOVED' && command.type !== 'RemoveWebhook') throw refusal('WEBHOOK_REMOVED');
  return webhook;
}

const REFUSALS = {
  WEBHOOK_UNKNOWN: ['3.12', '没有这个推送订阅', 'There is no such webhook'],
  WEBHOOK_REMOVED: ['3.12', '该推送订阅已撤销', 'The webhook was removed'],
  WEBHOOK_EXISTS: ['3.12', '该推送订阅已登记', 'The webhook is registered already'],
  WEBHOOK_LISTS_MISSING: ['3.12', '须指明推送哪些名单', 'A webhook names its lists'],
  WEBHOOK_REPLAY_PLACE: ['3.12', '从某处重发须给出游标，其他方式不得给出', 'A cursor goes with the scope PLACE only'],
  UNIT_UNKNOWN: ['2', '单位未登记', 'The unit is not registered'],
} as const;

function refusal(code: keyof typeof REFUSALS): RuleRefusal {
  const [clause, zh, en] = REFUSALS[code];
  return new RuleRefusal(code, clause, zh, en);
}
