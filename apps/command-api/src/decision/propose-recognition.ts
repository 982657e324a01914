import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested, Text } from '../http/fields.js';
import { TermsDto } from '../shared/dtos.js';

export class ProposeRecognitionDto {
  @Nested(() => TermsDto, { zh: '拟定的期限与条件', en: 'terms' })
  terms!: TermsDto;

  @Text({ zh: '理由', en: 'reasons', example: '事实清楚，符合认定标准。' })
  reasons!: string;
}

export class ProposeRecognitionCommand extends DossierCommand<ProposeRecognitionDto> {}

@CommandHandler(ProposeRecognitionCommand)
export class ProposeRecognitionHandler implements ICommandHandler<ProposeRecognitionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeRecognitionCommand) {
    return this.dossiers.run(call, { type: 'ProposeRecognition', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeRecognitionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeRecognition', {
    zh: '拟认定',
    en: 'Propose a recognition',
    clause: '2, 3.5 R5, 3.6 B8, 3.7 F3',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeRecognitionDto) {
    return this.commands.execute(new ProposeRecognitionCommand(call, body));
  }
}
