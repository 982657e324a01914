import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import { stableId } from '#libs/command-loop';
import { Vault } from '#libs/vault';
import { CursorCodec } from '#libs/read-store';
import {
  CHANGES_CURSOR,
  checkedEndpoint,
  Networks,
  newSecret,
  WebhookCommands,
  type ChangePlace,
  type GivenSecret,
  type WebhookCommand,
} from '#libs/webhooks';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import type { RegisterWebhookDto, WebhookSecretAnswerDto } from './exchange-dtos.js';

/** Issues commands on webhooks for HTTP. */
@Injectable()
export class ExchangeDesk {
  constructor(
    private readonly commands: WebhookCommands,
    private readonly vault: Vault,
    private readonly networks: Networks,
    private readonly codec: CursorCodec,
  ) {}

  /** The webhook has its id from the command, so that a repeat finds it. */
  register(call: CommandCall, body: RegisterWebhookDto): Promise<CommandOutcome> {
    const webhookId = stableId('webhook', call.actor.userId, call.commandId.toLowerCase());
    const { consumerUnitId, listKinds, startFrom = 'NOW' } = body;
    const url = this.endpoint(body.url);
    const secret = freshSecret();
    const command = {
      type: 'RegisterWebhook',
      ...{ webhookId, url, consumerUnitId, listKinds, startFrom, secret },
    } as const;
    return this.issue(call, webhookId, command, secret);
  }

  rotate(call: CommandCall): Promise<CommandOutcome> {
    const secret = freshSecret();
    return this.issue(call, call.param('webhookId'), { type: 'RotateWebhookSecret', secret }, secret);
  }

  /** @param secret the one that the command brings, shown if it was recorded now */
  async issue(
    call: CommandCall,
    webhookId: string,
    command: WebhookCommand,
    secret?: GivenSecret,
  ): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name } = call;
    const { userId, unitId, role } = actor;
    const answer = await this.commands.run({
      ...{ webhookId, command, commandId },
      actor: { userId, ...(unitId === undefined ? {} : { unitId }), role },
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { events, position, scopeRevision, replayed } = answer;
    const body: WebhookSecretAnswerDto = {
      ...{ commandId, id: webhookId, revision: scopeRevision },
      events: events.map(({ type }) => ({ type })),
      ...(position === undefined ? {} : { position }),
      ...(secret === undefined || replayed ? {} : { secret: secret.value }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }

  /** @throws RuleRefusal */
  endpoint(url: string): string {
    return checkedEndpoint(url, this.networks);
  }

  /** @throws MalformedCursor */
  place(cursor: string): ChangePlace {
    const [position, eventId] = this.codec.decode(CHANGES_CURSOR, cursor);
    return { position: String(position), eventId: String(eventId) };
  }
}

function freshSecret(): GivenSecret {
  return { secretId: randomUUID(), value: newSecret() };
}
