import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import { stableId, type ActingOfficial, type LoopAnswer } from '#libs/command-loop';
import { GrantCommands, type GrantCommand } from '#libs/grants';
import { ReviewCommands, type ReviewLookup } from '#libs/lookup-review';
import { Vault } from '#libs/vault';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import type { ReferenceAnswerDto } from '../reference/reference-desk.js';

/** A command as the streams around the look-up register take it. */
interface Issued {
  readonly actor: ActingOfficial;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
}

/** Issues commands on grants, samples and reviews for HTTP. */
@Injectable()
export class RegisterDesk {
  constructor(
    private readonly grants: GrantCommands,
    private readonly reviews: ReviewCommands,
    private readonly vault: Vault,
  ) {}

  /** A request has its id from the command, so that a repeat finds it. */
  newGrantId({ actor, commandId }: CommandCall): string {
    return stableId('grant', actor.userId, commandId.toLowerCase());
  }

  grant(call: CommandCall, grantId: string, command: GrantCommand): Promise<CommandOutcome> {
    return this.issue(call, grantId, (issued) => this.grants.run({ grantId, command, ...issued }));
  }

  draw(call: CommandCall, month: string): Promise<CommandOutcome> {
    return this.issue(call, month, (issued) => this.reviews.draw(month, issued));
  }

  review(call: CommandCall, queryId: string, command: ReviewLookup): Promise<CommandOutcome> {
    return this.issue(call, queryId, (issued) => this.reviews.review(queryId, command, issued));
  }

  /** @param id of what was changed */
  private async issue(
    call: CommandCall,
    id: string,
    run: (issued: Issued) => Promise<LoopAnswer>,
  ): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name } = call;
    const { userId, unitId, role } = actor;
    const answer = await run({
      actor: { userId, ...(unitId === undefined ? {} : { unitId }), role },
      commandId,
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { events, position, scopeRevision, replayed } = answer;
    const body: ReferenceAnswerDto = {
      ...{ commandId, id, revision: scopeRevision },
      events: events.map(({ type }) => ({ type })),
      ...(position === undefined ? {} : { position }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }
}
