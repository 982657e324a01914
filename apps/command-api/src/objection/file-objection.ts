import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ObjectionGround, ObjectorStanding } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { OBJECTOR_STANDING, OBJECTION_GROUND } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, DateOn, Nested, Text } from '../http/fields.js';
import { People } from '../people.js';
import { EvidenceDto, PersonDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class FileObjectionDto {
  @Nested(() => PersonDto, {
    zh: '由工作人员代为登记时：异议人',
    en: 'who objects, where an official records it; never given by the objector',
    optional: true,
  })
  objector?: PersonDto;

  @Text({ zh: '联系方式', en: 'how to reach the objector', max: 200, optional: true, example: '13800000000' })
  contact?: string;

  @Choice('ObjectorStanding', OBJECTOR_STANDING, { zh: '异议人身份', en: 'standing' })
  standing!: ObjectorStanding;

  @Choice('ObjectionGround', OBJECTION_GROUND, { zh: '异议事由', en: 'grounds', upTo: 6 })
  grounds!: ObjectionGround[];

  @Text({ zh: '异议内容', en: 'text', example: '处罚决定已被撤销，不应列入。' })
  text!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];

  @Text({ zh: '请求事项', en: 'relief sought', example: '请求撤销列入决定。' })
  reliefSought!: string;

  @DateOn({ zh: '提出日期', en: 'day', optional: true })
  filedOn?: string;

  @Code({ zh: '送达方式或渠道', en: 'channel', example: 'counter' })
  channel!: string;
}

export class FileObjectionCommand extends DossierCommand<FileObjectionDto> {}

@CommandHandler(FileObjectionCommand)
export class FileObjectionHandler implements ICommandHandler<FileObjectionCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: FileObjectionCommand) {
    const { objector, ...rest } = body;
    return this.dossiers.run(call, {
      type: 'FileObjection',
      data: {
        ...call.onEntry,
        objectorRef: await this.people.objector(call, objector?.identifier),
        ...(objector === undefined ? {} : { objectorName: objector.name }),
        ...rest,
      },
    });
  }
}

@CommandController('objection')
export class FileObjectionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('FileObjection', { zh: '提出异议', en: 'File an objection', clause: '3.8 O2' })
  execute(@Call() call: CommandCall, @Body() body: FileObjectionDto) {
    return this.commands.execute(new FileObjectionCommand(call, body));
  }
}
