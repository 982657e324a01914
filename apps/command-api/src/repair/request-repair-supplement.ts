import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';

export class RequestRepairSupplementDto {
  @DocNo({ zh: '补正事项', en: 'what is missing', upTo: 50, example: ['履行义务证明'] })
  items!: string[];

  @DateOn({ zh: '补正期限', en: 'due day', example: '2026-11-10' })
  dueOn!: string;
}

export class RequestRepairSupplementCommand extends DossierCommand<RequestRepairSupplementDto> {}

@CommandHandler(RequestRepairSupplementCommand)
export class RequestRepairSupplementHandler implements ICommandHandler<RequestRepairSupplementCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RequestRepairSupplementCommand) {
    return this.dossiers.run(call, {
      type: 'RequestRepairSupplement',
      data: { ...call.onEntry, repairId: call.param('repairId'), ...body },
    });
  }
}

@CommandController('repair')
export class RequestRepairSupplementController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RequestRepairSupplement', { zh: '要求补正', en: 'Request a supplement', clause: '3.10 P2' })
  execute(@Call() call: CommandCall, @Body() body: RequestRepairSupplementDto) {
    return this.commands.execute(new RequestRepairSupplementCommand(call, body));
  }
}
