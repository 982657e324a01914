import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto } from '../shared/dtos.js';

export class RequestHearingDto {
  @Nested(() => IdentifierDto, {
    zh: '由工作人员代为登记时：本人的证件',
    en: 'whose act an official records; never given by the person concerned',
    optional: true,
  })
  onBehalfOf?: IdentifierDto;
}

export class RequestHearingCommand extends DossierCommand<RequestHearingDto> {}

@CommandHandler(RequestHearingCommand)
export class RequestHearingHandler implements ICommandHandler<RequestHearingCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: RequestHearingCommand) {
    const { onBehalfOf, ...rest } = body;
    const speaker = await this.people.speaker(call, onBehalfOf);
    return this.dossiers.run(call, { type: 'RequestHearing', data: { ...call.onEntry, ...rest, ...speaker } });
  }
}

@CommandController('entry')
export class RequestHearingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RequestHearing', { zh: '申请听证', en: 'Request a hearing', clause: '3.6 B5' })
  execute(@Call() call: CommandCall, @Body() body: RequestHearingDto) {
    return this.commands.execute(new RequestHearingCommand(call, body));
  }
}
