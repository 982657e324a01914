import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import { stableId } from '#libs/command-loop';
import {
  checkedSource,
  demandKept,
  ExternalListCommands,
  type ExternalList,
  type ExternalListCommand,
  type GivenTerms,
  type ListSource,
} from '#libs/external-lists';
import { Vault } from '#libs/vault';
import { Networks } from '#libs/webhooks';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import { DeliveryDesk } from './delivery-desk.js';
import type {
  ExternalListAnswerDto,
  ExternalListTermsDto,
  ListSourceDto,
  RegisterReferenceListDto,
} from './external-list-dtos.js';

const DAILY_MINUTES = 1_440;

/** Issues commands on lists of others for HTTP. */
@Injectable()
export class ExternalListDesk {
  constructor(
    private readonly commands: ExternalListCommands,
    private readonly deliveries: DeliveryDesk,
    private readonly vault: Vault,
    private readonly networks: Networks,
  ) {}

  /** The list has its id from the command, so that a repeat finds it. */
  register(call: CommandCall, command: ExternalListCommand): Promise<CommandOutcome> {
    return this.issue(call, stableId('external list', call.actor.userId, call.commandId.toLowerCase()), command);
  }

  async issue(call: CommandCall, listId: string, command: ExternalListCommand): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name } = call;
    const answer = await this.commands.run({
      ...{ listId, command, actor, commandId },
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { events, position, scopeRevision, replayed } = answer;
    const body: ExternalListAnswerDto = {
      ...{ commandId, id: listId, revision: scopeRevision },
      events: events.map(({ type }) => ({ type })),
      created: Object.assign({}, ...events.map(({ ids }) => ids)) as Record<string, string>,
      ...(position === undefined ? {} : { position }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }

  /** The list of a call. @throws ExternalListRefusal when there is none, or another organisation keeps it */
  async kept(call: CommandCall): Promise<ExternalList> {
    return demandKept(await this.commands.load(call.param('listId')), call.actor);
  }

  /** What a second person has released is applied at once; a repeat makes good what a crash in between left out. */
  async release(call: CommandCall, reason: string): Promise<CommandOutcome> {
    const listId = call.param('listId');
    const deliveryId = call.param('deliveryId');
    const outcome = await this.issue(call, listId, { type: 'ReleaseDelivery', data: { deliveryId, reason } });
    const { list } = await this.commands.load(listId);
    if (list !== undefined) await this.deliveries.goOn(list);
    return outcome;
  }

  /** @throws RuleRefusal of the address */
  terms({ source, bounds, ownerMask, answerWithinDays, contact }: ExternalListTermsDto): GivenTerms {
    return {
      ...{ source: this.source(source), bounds: { ...bounds }, ownerMask: { ...ownerMask }, contact },
      ...(answerWithinDays !== undefined && { answerWithinDays }),
    };
  }

  /** A social organisation supplies its own list; the office registers it for one. */
  referenceOwner(call: CommandCall, { ownerUnitId, ownerName }: RegisterReferenceListDto) {
    return { name: ownerName, unitId: ownerUnitId ?? call.actor.unitId ?? '' };
  }

  private source(source: ListSourceDto | undefined): ListSource {
    if (source === undefined) return { kind: 'FILE' };
    const { url, everyMinutes = DAILY_MINUTES } = source;
    return { kind: 'ENDPOINT', url: checkedSource(url, this.networks), everyMinutes };
  }
}
