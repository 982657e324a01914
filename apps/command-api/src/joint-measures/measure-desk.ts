import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import {
  TriggerCommands,
  type RoutedTriggerCommand,
  type TriggerCommand,
  type TriggerCommandData,
} from '#libs/joint-measures';
import { Vault } from '#libs/vault';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import type { MeasureAnswerDto } from './measure-dtos.js';

/** Issues commands on the measures of an entry for HTTP. */
@Injectable()
export class MeasureDesk {
  constructor(
    private readonly triggers: TriggerCommands,
    private readonly vault: Vault,
  ) {}

  async issue<T extends RoutedTriggerCommand>(
    call: CommandCall,
    type: T,
    data: TriggerCommandData<T>,
  ): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name, subjectId } = call;
    const { entryId } = call.onEntry;
    const answer = await this.triggers.run({
      ...{ subjectId, entryId, actor, commandId },
      command: { type, data } as TriggerCommand,
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { position, scopeRevision, replayed } = answer;
    // What else followed from the dossier in the same append is other units' business.
    const own = actor.role === 'IMPLEMENTING_UNIT';
    const events = own ? answer.events.filter(({ scope }) => scope === answer.scope) : answer.events;
    const body: MeasureAnswerDto = {
      ...{ commandId, subjectId, entryId, revision: scopeRevision },
      events: events.map((event) => ({ type: event.type })),
      created: Object.assign({}, ...events.map(({ ids }) => ids)) as Record<string, string>,
      ...(position === undefined ? {} : { position }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }
}
