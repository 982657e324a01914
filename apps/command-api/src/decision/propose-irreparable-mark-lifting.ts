import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo, Text } from '../http/fields.js';

export class ProposeIrreparableMarkLiftingDto {
  @DateOn({ zh: '最早可修复日期', en: 'first day of a repair', example: '2027-09-18' })
  earliestRepairOn!: string;

  @DocNo({ zh: '修复方式', en: 'ways of repair', upTo: 20, example: ['主动纠正失信行为'] })
  repairMethods!: string[];

  @Text({ zh: '理由', en: 'reasons', example: '法定禁止修复的情形已消失。' })
  reasons!: string;
}

export class ProposeIrreparableMarkLiftingCommand extends DossierCommand<ProposeIrreparableMarkLiftingDto> {}

@CommandHandler(ProposeIrreparableMarkLiftingCommand)
export class ProposeIrreparableMarkLiftingHandler implements ICommandHandler<ProposeIrreparableMarkLiftingCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeIrreparableMarkLiftingCommand) {
    return this.dossiers.run(call, { type: 'ProposeIrreparableMarkLifting', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeIrreparableMarkLiftingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeIrreparableMarkLifting', {
    zh: '拟解除不得修复标注',
    en: 'Propose to lift the irreparable mark',
    clause: '2, 3.10',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeIrreparableMarkLiftingDto) {
    return this.commands.execute(new ProposeIrreparableMarkLiftingCommand(call, body));
  }
}
