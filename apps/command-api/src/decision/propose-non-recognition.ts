import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NonRecognitionReason } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { NON_RECOGNITION_REASON } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Text } from '../http/fields.js';

export class ProposeNonRecognitionDto {
  @Choice('NonRecognitionReason', NON_RECOGNITION_REASON, { zh: '不予认定的原因', en: 'reason' })
  reason!: NonRecognitionReason;

  @Text({ zh: '理由', en: 'reasons', example: '陈述申辩理由成立。' })
  reasons!: string;
}

export class ProposeNonRecognitionCommand extends DossierCommand<ProposeNonRecognitionDto> {}

@CommandHandler(ProposeNonRecognitionCommand)
export class ProposeNonRecognitionHandler implements ICommandHandler<ProposeNonRecognitionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeNonRecognitionCommand) {
    return this.dossiers.run(call, { type: 'ProposeNonRecognition', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposeNonRecognitionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeNonRecognition', { zh: '拟不予认定', en: 'Propose not to recognise', clause: '2, 3.5' })
  execute(@Call() call: CommandCall, @Body() body: ProposeNonRecognitionDto) {
    return this.commands.execute(new ProposeNonRecognitionCommand(call, body));
  }
}
