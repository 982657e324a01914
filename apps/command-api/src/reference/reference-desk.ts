import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { canonicalize } from 'json-canonicalize';
import { ReferenceCommands, ReferenceData, type IssuedBy, type ReferenceAnswer } from '#libs/reference-data';
import { Refusal } from '#libs/dossier';
import type { StandardCommand } from '#libs/rules';
import { Vault } from '#libs/vault';
import type { CommandCall } from '../http/call.js';
import { RecordedEventDto } from '../http/command-answer.dto.js';
import { CommandOutcome } from '../http/outcome.js';

/** Answer to every command on reference data. */
export class ReferenceAnswerDto {
  @ApiProperty({ format: 'uuid', description: '命令编号 · the `Idempotency-Key`, sent or made' })
  commandId!: string;

  @ApiProperty({ description: '对象编号 · id of what was changed', example: 'BLK-1' })
  id!: string;

  @ApiProperty({ type: [RecordedEventDto], description: '已记录的事件，按顺序 · events recorded, in order' })
  events!: RecordedEventDto[];

  @ApiProperty({ required: false, description: '日志位置 · position in the log', example: '0000000000000042' })
  position?: string;

  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 2 })
  revision!: number;
}

/** Issues commands on reference data for HTTP. */
@Injectable()
export class ReferenceDesk {
  constructor(
    readonly commands: ReferenceCommands,
    private readonly data: ReferenceData,
    private readonly vault: Vault,
  ) {}

  /**
   * A command on a standard; only its owner unit may give it, and its superior unit where a second person is asked.
   * @throws Refusal NOT_YOUR_STANDARD
   */
  async standard(call: CommandCall, standardId: string, command: StandardCommand): Promise<CommandOutcome> {
    const { unitId } = call.actor;
    const { standards, superiorUnits, unitSuccessors } = this.data.snapshot();
    const owners = [
      ...standards.filter((one) => one.standardId === standardId).map(({ ownerUnitId }) => ownerUnitId),
      ...('content' in command && command.content ? [command.content.ownerUnitId] : []),
    ];
    const second = command.type === 'ApproveStandard' || command.type === 'RejectStandardApproval';
    const mayAct = (owner: string): boolean => {
      const present = unitSuccessors[owner] ?? owner;
      return present === unitId || (second && superiorUnits[present] === unitId);
    };
    if (unitId === undefined || !owners.every(mayAct)) {
      throw new Refusal('NOT_YOUR_STANDARD', { unit: unitId ?? '', standard: standardId });
    }
    return this.issue(call, standardId, (by) => this.commands.standard(standardId, command, by));
  }

  /** Issues any command on reference data and puts its answer in form. */
  async issue(
    call: CommandCall,
    id: string,
    give: (by: IssuedBy) => Promise<ReferenceAnswer>,
  ): Promise<CommandOutcome> {
    const { actor, commandId, ifMatch, params, sent, name } = call;
    const answer = await give({
      actor,
      commandId,
      fingerprint: await this.vault.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const { events, position, entityRevision, replayed } = answer;
    const body: ReferenceAnswerDto = {
      commandId,
      id,
      events: events.map(({ type }) => ({ type })),
      ...(position === undefined ? {} : { position }),
      revision: entityRevision,
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, entityRevision);
  }
}
