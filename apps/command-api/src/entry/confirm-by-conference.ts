import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';

export class ConfirmByConferenceDto {
  @DocNo({ zh: '会议编号', en: 'meeting', example: '联席会〔2026〕5号' })
  meetingNo!: string;

  @DateOn({ zh: '确认日期', en: 'day of the confirmation' })
  confirmedOn!: string;
}

export class ConfirmByConferenceCommand extends DossierCommand<ConfirmByConferenceDto> {}

@CommandHandler(ConfirmByConferenceCommand)
export class ConfirmByConferenceHandler implements ICommandHandler<ConfirmByConferenceCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ConfirmByConferenceCommand) {
    return this.dossiers.run(call, { type: 'ConfirmByConference', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class ConfirmByConferenceController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ConfirmByConference', {
    zh: '联席会议确认',
    en: 'Confirm by the joint conference',
    clause: '3.5 requiresConferenceConfirmation',
  })
  execute(@Call() call: CommandCall, @Body() body: ConfirmByConferenceDto) {
    return this.commands.execute(new ConfirmByConferenceCommand(call, body));
  }
}
