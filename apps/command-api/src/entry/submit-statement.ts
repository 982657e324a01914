import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested, Text } from '../http/fields.js';
import { People } from '../people.js';
import { EvidenceDto, IdentifierDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class SubmitStatementDto {
  @Text({ zh: '陈述申辩内容', en: 'statement', example: '该批产品已全部召回，未造成损害后果。' })
  text!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];

  @Nested(() => IdentifierDto, {
    zh: '由工作人员代为登记时：本人的证件',
    en: 'whose act an official records; never given by the person concerned',
    optional: true,
  })
  onBehalfOf?: IdentifierDto;
}

export class SubmitStatementCommand extends DossierCommand<SubmitStatementDto> {}

@CommandHandler(SubmitStatementCommand)
export class SubmitStatementHandler implements ICommandHandler<SubmitStatementCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: SubmitStatementCommand) {
    const { onBehalfOf, ...rest } = body;
    const speaker = await this.people.speaker(call, onBehalfOf);
    return this.dossiers.run(call, { type: 'SubmitStatement', data: { ...call.onEntry, ...rest, ...speaker } });
  }
}

@CommandController('entry')
export class SubmitStatementController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('SubmitStatement', { zh: '提交陈述申辩', en: 'Submit a statement', clause: '3.6 B5' })
  execute(@Call() call: CommandCall, @Body() body: SubmitStatementDto) {
    return this.commands.execute(new SubmitStatementCommand(call, body));
  }
}
