import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Id, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class ProposeDossiersJoiningDto {
  @Id({ zh: '建档在后、拟并入本档案的主体', en: 'subject of the younger dossier, which is to refer to this one' })
  otherSubjectId!: string;

  @Text({ zh: '理由', en: 'reasons', example: '统一社会信用代码换发，两个档案为同一主体。' })
  reasons!: string;

  @Nested(() => EvidenceDto, { zh: '证明为同一主体的材料', en: 'what proves it', upTo: MAX_EVIDENCE })
  evidence!: EvidenceDto[];
}

export class ProposeDossiersJoiningCommand extends DossierCommand<ProposeDossiersJoiningDto> {}

@CommandHandler(ProposeDossiersJoiningCommand)
export class ProposeDossiersJoiningHandler implements ICommandHandler<ProposeDossiersJoiningCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ProposeDossiersJoiningCommand) {
    return this.dossiers.run(call, { type: 'ProposeDossiersJoining', data: { ...body } });
  }
}

@CommandController('subject')
export class ProposeDossiersJoiningController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ProposeDossiersJoining', {
    zh: '拟将另一档案并入（在建档在先的档案提请）',
    en: 'Propose to join another dossier to this one, the older of the two',
    clause: '2, 3.5 DossiersJoined',
  })
  execute(@Call() call: CommandCall, @Body() body: ProposeDossiersJoiningDto) {
    return this.commands.execute(new ProposeDossiersJoiningCommand(call, body));
  }
}
