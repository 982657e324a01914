import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested, Text } from '../http/fields.js';
import { LegalBasisDto } from '../shared/dtos.js';

export class ProposeErasureDto {
  @Nested(() => LegalBasisDto, { zh: '依据', en: 'basis' })
  legalBasis!: LegalBasisDto;

  @Text({ zh: '理由', en: 'reasons', example: '保存期限已届满，无未结救济和归档义务。' })
  reasons!: string;
}

export class ProposeErasureCommand extends DossierCommand<ProposeErasureDto> {}

@CommandHandler(ProposeErasureCommand)
export class ProposeErasureHandler implements ICommandHandler<ProposeErasureCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeErasureCommand) {
    return this.dossiers.run(call, { type: 'ProposeErasure', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('retention')
export class ProposeErasureController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeErasure', { zh: '拟清除个人信息', en: 'Propose an erasure', clause: '2, 3.14, 3.16' })
  execute(@Call() call: CommandCall, @Body() body: ProposeErasureDto) {
    return this.commands.execute(new ProposeErasureCommand(call, body));
  }
}
