import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CorrectableField, VerificationTrigger } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { CORRECTABLE_FIELD, VERIFICATION_TRIGGER } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Flag, Text } from '../http/fields.js';

export class OpenVerificationDto {
  @Choice('VerificationTrigger', VERIFICATION_TRIGGER, { zh: '来源', en: 'trigger' })
  trigger!: VerificationTrigger;

  @Flag({ zh: '是否暂停措施', en: 'whether to suspend', optional: true })
  suspend?: boolean;

  @Text({ zh: '不暂停的理由', en: 'reason', optional: true, example: '仅涉及文号笔误。' })
  reason?: string;

  @Text({ zh: '疑似错误', en: 'what is said to be wrong', example: '处罚决定书文号与存档不符。' })
  allegedError!: string;

  @Choice('CorrectableField', CORRECTABLE_FIELD, { zh: '涉及字段', en: 'fields', upTo: 20, optional: true })
  fields?: CorrectableField[];
}

export class OpenVerificationCommand extends DossierCommand<OpenVerificationDto> {}

@CommandHandler(OpenVerificationCommand)
export class OpenVerificationHandler implements ICommandHandler<OpenVerificationCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: OpenVerificationCommand) {
    return this.dossiers.run(call, { type: 'OpenVerification', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('objection')
export class OpenVerificationController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('OpenVerification', { zh: '启动核实', en: 'Open a verification', clause: '3.8 O1' })
  execute(@Call() call: CommandCall, @Body() body: OpenVerificationDto) {
    return this.commands.execute(new OpenVerificationCommand(call, body));
  }
}
