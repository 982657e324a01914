import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DishonestyGrade } from '#libs/rules';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { DISHONESTY_GRADE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, DateOn, DocNo, Flag, Nested, Text, Yuan } from '../http/fields.js';
import { BasisDto, EvidenceDto, MAX_BASIS, MAX_EVIDENCE } from '../shared/dtos.js';

export class MinorActDto {
  @DocNo({ zh: '文书文号', en: 'number of the document', example: '市监责改〔2026〕7号' })
  docNo!: string;

  @DateOn({ zh: '日期', en: 'day' })
  on!: string;
}

export class GenerateInitialEntryDto {
  @Code({ zh: '认定标准', en: 'standard', example: 'BLK-1' })
  standardId!: string;

  @Nested(() => BasisDto, {
    zh: '认定依据，第一项为主要依据',
    en: 'basis; the first is the principal one',
    upTo: MAX_BASIS,
  })
  basis!: BasisDto[];

  @Text({
    zh: '事实',
    en: 'facts',
    example: '2026年3月至6月生产、销售不符合保障人体健康国家标准的产品，货值金额12万元。',
  })
  facts!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];

  @Choice('DishonestyGrade', DISHONESTY_GRADE, {
    zh: '失信程度',
    en: 'grade of dishonesty',
    optional: true,
    example: 'SERIOUS',
  })
  grade?: DishonestyGrade;

  @DateOn({
    zh: '行为终了日期（黑名单必填）',
    en: 'end of the act; required for black',
    optional: true,
    example: '2026-06-30',
  })
  actEndedOn?: string;

  @Yuan({ zh: '涉及金额（元）', en: 'amount involved, in yuan', optional: true })
  amountInvolved?: number;

  @Nested(() => MinorActDto, {
    zh: '多次轻微失信行为（重点关注）',
    en: 'the minor acts that together meet the standard',
    upTo: 100,
    optional: true,
  })
  acts?: MinorActDto[];

  @Flag({ zh: '已证明没有主观故意', en: 'lack of intent is proved', optional: true })
  lackOfIntentProven?: boolean;

  @Nested(() => EvidenceDto, {
    zh: '已满十六周岁、以自己的劳动收入为主要生活来源的证明材料',
    en: 'evidence that a person of 16 or 17 lives on own labour',
    upTo: MAX_EVIDENCE,
    optional: true,
  })
  ownLabour?: EvidenceDto[];
}

export class GenerateInitialEntryCommand extends DossierCommand<GenerateInitialEntryDto> {}

@CommandHandler(GenerateInitialEntryCommand)
export class GenerateInitialEntryHandler implements ICommandHandler<GenerateInitialEntryCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: GenerateInitialEntryCommand) {
    return this.dossiers.run(call, { type: 'GenerateInitialEntry', data: { ...body } });
  }
}

@CommandController('entry')
export class GenerateInitialEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('GenerateInitialEntry', {
    zh: '生成初步名单',
    en: 'Put a subject on the initial list',
    clause: '3.5 R1, 3.6 B1, 3.7 F1',
  })
  execute(@Call() call: CommandCall, @Body() body: GenerateInitialEntryDto) {
    return this.commands.execute(new GenerateInitialEntryCommand(call, body));
  }
}
