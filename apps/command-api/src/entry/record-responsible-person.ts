import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ResponsibleCapacity } from '#libs/rules';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { RESPONSIBLE_CAPACITY } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, DocNo, Flag, Nested } from '../http/fields.js';
import { People } from '../people.js';
import { PersonDto } from '../shared/dtos.js';

export class RecordResponsiblePersonDto {
  @Nested(() => PersonDto, { zh: '责任人员', en: 'person' })
  person!: PersonDto;

  @Choice('ResponsibleCapacity', RESPONSIBLE_CAPACITY, { zh: '身份', en: 'capacity', example: 'LEGAL_REPRESENTATIVE' })
  capacity!: ResponsibleCapacity;

  @DateOn({ zh: '任职起始日', en: 'in office from', example: '2020-01-01' })
  fromDate!: string;

  @DateOn({ zh: '任职截止日', en: 'in office until', optional: true })
  toDate?: string;

  @DocNo({ zh: '认定责任的文书文号', en: 'document that establishes it', example: '市监罚〔2026〕12号' })
  basisDocNo!: string;

  @Flag({ zh: '措施是否及于本人', en: 'whether the measures extend to the person' })
  measuresExtend!: boolean;
}

export class RecordResponsiblePersonCommand extends DossierCommand<RecordResponsiblePersonDto> {}

@CommandHandler(RecordResponsiblePersonCommand)
export class RecordResponsiblePersonHandler implements ICommandHandler<RecordResponsiblePersonCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: RecordResponsiblePersonCommand) {
    const { person, ...rest } = body;
    return this.dossiers.run(call, {
      type: 'RecordResponsiblePerson',
      data: {
        ...call.onEntry,
        personRef: await this.people.refOf(person.identifier),
        name: person.name,
        identifier: person.identifier.value,
        ...rest,
      },
    });
  }
}

@CommandController('entry')
export class RecordResponsiblePersonController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordResponsiblePerson', {
    zh: '记录责任人员',
    en: 'Record a responsible person',
    clause: '3.6 B2, 3.13',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordResponsiblePersonDto) {
    return this.commands.execute(new RecordResponsiblePersonCommand(call, body));
  }
}
