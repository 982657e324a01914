import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import { stableId } from '#libs/command-loop';
import { ComplaintCommands, type ComplaintCommand } from '#libs/complaints';
import { Vault } from '#libs/vault';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import { People } from '../people.js';
import type { ReferenceAnswerDto } from '../reference/reference-desk.js';
import type { FileComplaintDto } from './complaint-dtos.js';

/** Issues commands on complaints for HTTP. */
@Injectable()
export class ComplaintDesk {
  constructor(
    private readonly complaints: ComplaintCommands,
    private readonly people: People,
    private readonly vault: Vault,
  ) {}

  /** The complaint has its id from the command, so that a repeat finds it. */
  async file(call: CommandCall, { complainant, ...body }: FileComplaintDto): Promise<CommandOutcome> {
    const complainantRef = await this.people.whoActs(call, complainant);
    const complaintId = stableId('complaint', call.actor.userId, call.commandId.toLowerCase());
    return this.issue(call, complaintId, { type: 'FileComplaint', data: { ...body, complainantRef } });
  }

  async issue(call: CommandCall, complaintId: string, command: ComplaintCommand): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name } = call;
    const answer = await this.complaints.run({
      ...{ complaintId, command, actor, commandId },
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { events, position, scopeRevision, replayed } = answer;
    const body: ReferenceAnswerDto = {
      ...{ commandId, id: complaintId, revision: scopeRevision },
      events: events.map(({ type }) => ({ type })),
      ...(position === undefined ? {} : { position }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }
}
