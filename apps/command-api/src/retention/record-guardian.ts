import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested } from '../http/fields.js';
import { People } from '../people.js';
import { EvidenceDto, MAX_EVIDENCE, PersonDto } from '../shared/dtos.js';

export class RecordGuardianDto {
  @Nested(() => PersonDto, { zh: '监护人', en: 'guardian' })
  person!: PersonDto;

  @DateOn({ zh: '同意处理个人信息的日期（未满十四周岁时必需）', en: 'day of the consent', optional: true })
  consentedOn?: string;

  @Nested(() => EvidenceDto, { zh: '证明材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class RecordGuardianCommand extends DossierCommand<RecordGuardianDto> {}

@CommandHandler(RecordGuardianCommand)
export class RecordGuardianHandler implements ICommandHandler<RecordGuardianCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: RecordGuardianCommand) {
    const { person, ...rest } = body;
    const { identifier, name } = person;
    const guardianRef = await this.people.refOf(identifier);
    const data = { ...call.onEntry, guardianRef, name, identifier: identifier.value, ...rest };
    return this.dossiers.run(call, { type: 'RecordGuardian', data });
  }
}

@CommandController('retention')
export class RecordGuardianController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordGuardian', { zh: '登记监护人', en: 'Record a guardian', clause: '3.14' })
  execute(@Call() call: CommandCall, @Body() body: RecordGuardianDto) {
    return this.commands.execute(new RecordGuardianCommand(call, body));
  }
}
