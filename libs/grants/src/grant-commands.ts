import {
  sealedEvents,
  type ActingOfficial,
  type CommandLoop,
  type LoopAnswer,
  type LoopRequest,
  type StoredShape,
  type StreamKind,
} from '#libs/command-loop';
import { legalDateOf } from '#libs/rules';
import type { Vault } from '#libs/vault';
import {
  decideGrant,
  evolveGrant,
  GRANT_PREFIX,
  type GrantCommand,
  type GrantContext,
  type GrantEvent,
  type GrantState,
} from './grant-stream.js';

/** Revisions of a grant count the whole stream. */
const WHOLE = 'stream';

/** How a grant's stream is read. */
export const GRANT_FOLD = {
  initialState: {} as GrantState,
  evolve: (state: GrantState, { eventType, data }: StoredShape): GrantState =>
    evolveGrant(state, { type: eventType, data } as unknown as GrantEvent),
  scopeOf: () => WHOLE,
  idsOf: () => ({}),
};

export interface GrantRequest {
  readonly grantId: string;
  readonly command: GrantCommand;
  readonly actor: ActingOfficial;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
}

interface Request extends LoopRequest<GrantCommand> {
  readonly grantId: string;
  readonly actor: ActingOfficial;
}

export interface GrantCommandsParts {
  readonly loop: CommandLoop;
  readonly vault: Pick<Vault, 'seal'>;
  readonly publishes: GrantContext['publishes'];
}

/** Commands on grants, by the loop of all streams. Reasons are sealed before anything is written. */
export class GrantCommands {
  private readonly kind: StreamKind<GrantCommand, GrantState, GrantEvent, GrantContext, Request>;

  constructor(private readonly parts: GrantCommandsParts) {
    const { publishes, vault } = parts;
    this.kind = {
      ...GRANT_FOLD,
      decide: decideGrant,
      context: async ({ grantId, actor }, _loaded, now) => ({ grantId, actor, today: legalDateOf(now), publishes }),
      encode: (events, { actor }, _state, now) =>
        sealedEvents(events, { actor, now, seal: (value) => vault.seal(value) }),
      targetOf: () => WHOLE,
    };
  }

  /** When it returns, what was decided is durable. @throws GrantRefusal, VaultUnavailable; and what CommandLoop.run throws */
  async run({ grantId, command, actor, ...rest }: GrantRequest): Promise<LoopAnswer> {
    const streamId = `${GRANT_PREFIX}${grantId}`;
    const by = { actor, actorId: actor.userId };
    return this.parts.loop.run(this.kind, { ...rest, ...by, grantId, streamId, command, commandType: command.type });
  }
}
