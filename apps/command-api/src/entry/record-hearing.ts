import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';

export class RecordHearingDto {
  @DateOn({ zh: '听证日期', en: 'day of the hearing' })
  heldOn!: string;

  @DocNo({ zh: '听证笔录编号', en: 'reference of the minutes', example: 'TZ-2026-02' })
  minutesRef!: string;
}

export class RecordHearingCommand extends DossierCommand<RecordHearingDto> {}

@CommandHandler(RecordHearingCommand)
export class RecordHearingHandler implements ICommandHandler<RecordHearingCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordHearingCommand) {
    return this.dossiers.run(call, { type: 'RecordHearing', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class RecordHearingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordHearing', { zh: '记录听证', en: 'Record that the hearing was held', clause: '3.6 B5' })
  execute(@Call() call: CommandCall, @Body() body: RecordHearingDto) {
    return this.commands.execute(new RecordHearingCommand(call, body));
  }
}
