import type { CommandLoop, LoopAnswer } from '#libs/command-loop';
import type { Command, CommandActor } from '#libs/dossier';
import type { ExpectedRevision, Position } from '#libs/event-store';
import { canonicalText } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import { dossierStreamOf, type DossierKind, type DossierLoopRequest } from './dossier-kind.js';

export interface DossierRequest {
  readonly subjectId: string;
  readonly command: Command;
  readonly actor: CommandActor;
  /** A UUID, unique for this actor and dossier. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits, see {@link commandFingerprint}. */
  readonly fingerprint: string;
  /** Revision of the entry that was seen; for a command without an entry that of the subject's own record. */
  readonly ifMatch?: bigint | number;
  /** The dossier must not exist yet. */
  readonly expectNew?: boolean;
  /** The rule of 3.16 that SYSTEM acts by. Default: the type of the command. */
  readonly systemRule?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
}

export interface DossierAnswer {
  readonly commandId: string;
  readonly subjectId: string;
  /** Empty when it was so already. */
  readonly events: readonly {
    readonly type: string;
    readonly entryId?: string;
    /** Ids of what the event created. */
    readonly ids: Readonly<Record<string, string>>;
  }[];
  /** Position of the last event of the command, or of the dossier when there was none. */
  readonly position?: Position;
  /** Revision of the whole dossier; not to be shown to readers, whom other units' acts do not concern. */
  readonly revision: ExpectedRevision;
  /** The entry the command was about. */
  readonly entryId?: string;
  /** Number of events of that entry, or of the subject's own record: what the ETag says. */
  readonly entryRevision: number;
  /** `{ proposalId: … }`: what the command created; of several of a kind the last, since what had fallen due stands first. */
  readonly created: Readonly<Record<string, string>>;
  /** True when the command had been carried out before. */
  readonly replayed: boolean;
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** Carries out commands on dossiers (D14). */
export class DossierExecutor {
  constructor(
    private readonly loop: CommandLoop,
    private readonly kind: DossierKind,
  ) {}

  /**
   * When it returns, what was decided is durable.
   *
   * @throws Refusal of the domain; and what CommandLoop.run throws: IdempotencyConflict (422), PreconditionFailed (412),
   * StreamExists (409), StreamBusy and StoreUnavailable (503)
   * @throws VaultUnavailable (503), VaultKeyDestroyed when the retention of the entry is over; RangeError for a command id or a
   * fingerprint that is none; nothing was written
   */
  async execute(request: DossierRequest): Promise<DossierAnswer> {
    // It is stored beside the event for ever: a body put here in clear must not pass.
    if (!FINGERPRINT.test(request.fingerprint)) throw new RangeError('a fingerprint is 64 hexadecimal digits');
    const forLoop: DossierLoopRequest = {
      ...request,
      streamId: dossierStreamOf(request.subjectId),
      commandType: request.command.type,
      actorId: request.actor.userId,
    };
    return toAnswer(request, await this.loop.run(this.kind, forLoop));
  }
}

function toAnswer(request: DossierRequest, answer: LoopAnswer): DossierAnswer {
  const created = Object.assign({}, ...answer.events.map(({ ids }) => ids)) as Record<string, string>;
  return {
    commandId: request.commandId.toLowerCase(),
    subjectId: request.subjectId,
    events: answer.events.map(({ type, scope, ids }) => ({
      type,
      ...(scope === RECORD_SCOPE ? {} : { entryId: scope }),
      ids,
    })),
    ...(answer.position === undefined ? {} : { position: answer.position }),
    revision: answer.revision,
    ...(answer.scope === RECORD_SCOPE ? {} : { entryId: answer.scope }),
    entryRevision: answer.scopeRevision,
    created,
    replayed: answer.replayed,
  };
}

/** The fingerprint of a body: the same content in another order of fields gives the same. @throws VaultUnavailable */
export async function commandFingerprint(
  vault: Pick<Vault, 'fingerprint'>,
  type: string,
  body: unknown,
): Promise<string> {
  return vault.fingerprint(canonicalText([type, body]));
}
