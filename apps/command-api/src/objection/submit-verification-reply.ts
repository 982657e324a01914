import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { VerificationFinding } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { VERIFICATION_FINDING } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class SubmitVerificationReplyDto {
  @Choice('VerificationFinding', VERIFICATION_FINDING, { zh: '核实结果', en: 'finding' })
  finding!: VerificationFinding;

  @Text({ zh: '核实情况', en: 'facts', example: '经查，处罚决定合法有效，尚未履行。' })
  facts!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class SubmitVerificationReplyCommand extends DossierCommand<SubmitVerificationReplyDto> {}

@CommandHandler(SubmitVerificationReplyCommand)
export class SubmitVerificationReplyHandler implements ICommandHandler<SubmitVerificationReplyCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: SubmitVerificationReplyCommand) {
    return this.dossiers.run(call, {
      type: 'SubmitVerificationReply',
      data: { ...call.onEntry, caseId: call.param('caseId'), ...body },
    });
  }
}

@CommandController('objection')
export class SubmitVerificationReplyController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('SubmitVerificationReply', { zh: '反馈核实结果', en: 'Reply to a verification', clause: '3.8 O6' })
  execute(@Call() call: CommandCall, @Body() body: SubmitVerificationReplyDto) {
    return this.commands.execute(new SubmitVerificationReplyCommand(call, body));
  }
}
