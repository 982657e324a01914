import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Text } from '../http/fields.js';
import { LegalBasisDto } from '../shared/dtos.js';

export class ProposeValidityExtensionDto {
  @DateOn({ zh: '新的截止日期', en: 'new last day', example: '2030-09-18' })
  newValidTo!: string;

  @Nested(() => LegalBasisDto, { zh: '法律依据', en: 'legal basis' })
  legalBasis!: LegalBasisDto;

  @Text({ zh: '理由', en: 'reasons', example: '存在法定延长情形。' })
  reasons!: string;
}

export class ProposeValidityExtensionCommand extends DossierCommand<ProposeValidityExtensionDto> {}

@CommandHandler(ProposeValidityExtensionCommand)
export class ProposeValidityExtensionHandler implements ICommandHandler<ProposeValidityExtensionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeValidityExtensionCommand) {
    return this.dossiers.run(call, { type: 'ProposeValidityExtension', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeValidityExtensionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeValidityExtension', {
    zh: '拟延长有效期',
    en: 'Propose to extend the validity',
    clause: '2, 3.6 B15',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeValidityExtensionDto) {
    return this.commands.execute(new ProposeValidityExtensionCommand(call, body));
  }
}
