import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Text } from '../http/fields.js';
import { EvidenceDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class RenameSubjectDto {
  @Text({ zh: '新名称', en: 'new name', max: 200, example: '某某新能源有限公司' })
  name!: string;

  @DateOn({ zh: '更名日期', en: 'day of the change' })
  renamedOn!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class RenameSubjectCommand extends DossierCommand<RenameSubjectDto> {}

@CommandHandler(RenameSubjectCommand)
export class RenameSubjectHandler implements ICommandHandler<RenameSubjectCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RenameSubjectCommand) {
    return this.dossiers.run(call, { type: 'RenameSubject', data: { ...body } });
  }
}

@CommandController('subject')
export class RenameSubjectController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RenameSubject', { zh: '登记更名', en: 'Record a change of name', clause: '3.5 主体建档' })
  execute(@Call() call: CommandCall, @Body() body: RenameSubjectDto) {
    return this.commands.execute(new RenameSubjectCommand(call, body));
  }
}
