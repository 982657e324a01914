import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested } from '../http/fields.js';
import { MaterialDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class SupplementRepairDto {
  @Nested(() => MaterialDto, { zh: '材料', en: 'materials', upTo: MAX_EVIDENCE })
  materials!: MaterialDto[];
}

export class SupplementRepairCommand extends DossierCommand<SupplementRepairDto> {}

@CommandHandler(SupplementRepairCommand)
export class SupplementRepairHandler implements ICommandHandler<SupplementRepairCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: SupplementRepairCommand) {
    return this.dossiers.run(call, {
      type: 'SupplementRepair',
      data: { ...call.onEntry, repairId: call.param('repairId'), ...body },
    });
  }
}

@CommandController('repair')
export class SupplementRepairController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('SupplementRepair', { zh: '补正材料', en: 'Supplement an application', clause: '3.10 P2' })
  execute(@Call() call: CommandCall, @Body() body: SupplementRepairDto) {
    return this.commands.execute(new SupplementRepairCommand(call, body));
  }
}
