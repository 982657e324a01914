import { Injectable } from '@nestjs/common';
import { Command as BusCommand } from '@nestjs/cqrs';
import type { Command } from '#libs/dossier';
import {
  commandFingerprint,
  commandKey,
  DossierExecutor,
  DossierRepository,
  type DossierAnswer,
} from '#libs/dossier-store';
import { Vault } from '#libs/vault';
import type { CommandCall } from './http/call.js';
import type { CommandAnswerDto } from './http/command-answer.dto.js';
import { CommandOutcome } from './http/outcome.js';

/** A command on its way to its handler: where it came from, and the body as it was checked. */
export abstract class DossierCommand<Body = undefined> extends BusCommand<CommandOutcome> {
  constructor(
    readonly call: CommandCall,
    readonly body: Body,
  ) {
    super();
  }
}

/** What a handler does with its domain command: fingerprint it, have it carried out, and put the answer in form. */
@Injectable()
export class Dossiers {
  constructor(
    private readonly executor: DossierExecutor,
    private readonly repository: DossierRepository,
    private readonly vault: Vault,
  ) {}

  async run(call: CommandCall, command: Command): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, subjectId } = call;
    const answer = await this.executor.execute({
      subjectId,
      command,
      actor,
      commandId,
      fingerprint: await this.fingerprint(call),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    return outcomeOf(answer);
  }

  /** Of what was sent, not of what it was resolved to: a repeat is the same request, whatever has happened since. */
  fingerprint({ name, params, sent }: CommandCall): Promise<string> {
    return commandFingerprint(this.vault, name, { params, body: sent });
  }

  /** Whether the command of a call has been carried out before. */
  async hasSeen({ subjectId, actor, commandId }: CommandCall): Promise<boolean> {
    const { seenCommands } = await this.repository.load(subjectId);
    return seenCommands.has(commandKey(actor.userId, commandId));
  }
}

/** Puts the answer of the executor in form. */
export function outcomeOf(answer: DossierAnswer): CommandOutcome {
  const { commandId, subjectId, events, position, entryId, entryRevision, created, replayed } = answer;
  const body: CommandAnswerDto = {
    commandId,
    subjectId,
    ...(entryId === undefined ? {} : { entryId }),
    created: { ...created },
    events: events.map(({ type }) => ({ type })),
    ...(position === undefined ? {} : { position }),
    entryRevision,
  };
  return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, entryRevision);
}
