import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DishonestyGrade } from '#libs/rules';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { DISHONESTY_GRADE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, DateOn, Nested, Text, Yuan } from '../http/fields.js';
import { BasisDto, EvidenceDto, MAX_BASIS, MAX_EVIDENCE } from '../shared/dtos.js';

export class TransferToBlackDto {
  @Code({ zh: '黑名单认定标准', en: 'black standard', example: 'BLK-1' })
  blackStandardId!: string;

  @Nested(() => BasisDto, {
    zh: '认定依据，第一项为主要依据',
    en: 'basis; the first is the principal one',
    upTo: MAX_BASIS,
  })
  basis!: BasisDto[];

  @Text({ zh: '严重失信事实', en: 'facts', example: '重点关注期内再次生产、销售不合格产品，货值金额30万元。' })
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

  @DateOn({ zh: '行为终了日期', en: 'end of the act', example: '2026-09-10' })
  actEndedOn!: string;

  @Yuan({ zh: '涉及金额（元）', en: 'amount involved, in yuan', optional: true })
  amountInvolved?: number;

  @Nested(() => EvidenceDto, {
    zh: '已满十六周岁、以自己的劳动收入为主要生活来源的证明材料',
    en: 'evidence that a person of 16 or 17 lives on own labour',
    upTo: MAX_EVIDENCE,
    optional: true,
  })
  ownLabour?: EvidenceDto[];
}

export class TransferToBlackCommand extends DossierCommand<TransferToBlackDto> {}

@CommandHandler(TransferToBlackCommand)
export class TransferToBlackHandler implements ICommandHandler<TransferToBlackCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: TransferToBlackCommand) {
    return this.dossiers.run(call, { type: 'TransferToBlack', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class TransferToBlackController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('TransferToBlack', { zh: '转入黑名单', en: 'Open a black case out of a focus entry', clause: '3.7 F7' })
  execute(@Call() call: CommandCall, @Body() body: TransferToBlackDto) {
    return this.commands.execute(new TransferToBlackCommand(call, body));
  }
}
