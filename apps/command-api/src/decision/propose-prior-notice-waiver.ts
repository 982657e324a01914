import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested, Text } from '../http/fields.js';
import { LegalBasisDto } from '../shared/dtos.js';

export class ProposePriorNoticeWaiverDto {
  @Nested(() => LegalBasisDto, { zh: '法律依据', en: 'legal basis' })
  legalBasis!: LegalBasisDto;

  @Text({ zh: '理由', en: 'reasons', example: '法律规定可以不经告知。' })
  reasons!: string;
}

export class ProposePriorNoticeWaiverCommand extends DossierCommand<ProposePriorNoticeWaiverDto> {}

@CommandHandler(ProposePriorNoticeWaiverCommand)
export class ProposePriorNoticeWaiverHandler implements ICommandHandler<ProposePriorNoticeWaiverCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposePriorNoticeWaiverCommand) {
    return this.dossiers.run(call, { type: 'ProposePriorNoticeWaiver', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('decision')
export class ProposePriorNoticeWaiverController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposePriorNoticeWaiver', {
    zh: '拟免除事前告知',
    en: 'Propose to waive the prior notice',
    clause: '2, 3.6 B4',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposePriorNoticeWaiverDto) {
    return this.commands.execute(new ProposePriorNoticeWaiverCommand(call, body));
  }
}
