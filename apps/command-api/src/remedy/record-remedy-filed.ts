import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RemedyTarget, RemedyType } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { REMEDY_TARGET, REMEDY_TYPE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, DocNo, Id, Nested } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto } from '../shared/dtos.js';

export class RecordRemedyFiledDto {
  @Choice('RemedyType', REMEDY_TYPE, { zh: '救济方式', en: 'reconsideration or litigation' })
  type!: RemedyType;

  @DocNo({ zh: '复议机关或法院', en: 'reconsideration organ or court', example: 'A市人民政府' })
  organ!: string;

  @DocNo({ zh: '案号', en: 'case number', example: 'A府复〔2026〕21号' })
  caseNo!: string;

  @Choice('RemedyTarget', REMEDY_TARGET, { zh: '针对的决定', en: 'what it is against' })
  target!: RemedyTarget;

  @Id({
    zh: '不予修复的申请；缺省为最近一件',
    en: 'application whose refusal it is against; the newest where none is named',
    optional: true,
  })
  repairId?: string;

  @Id({
    zh: '异议或核实；缺省为最近一件',
    en: 'objection or verification whose decision it is against; the newest where none is named',
    optional: true,
  })
  caseId?: string;

  @DocNo({
    zh: '据以认定的决定文号；缺省为主要依据',
    en: 'number of the basis document; the principal one where none is named',
    optional: true,
    example: '市监罚〔2026〕12号',
  })
  basisDocNo?: string;

  @DateOn({ zh: '提起日期', en: 'day', optional: true })
  filedOn?: string;

  @Nested(() => IdentifierDto, {
    zh: '由工作人员代为登记、且为责任人员就本人部分提起时：该人员的证件',
    en: 'identifier of the responsible person who brought it, where an official records it; absent for the subject',
    optional: true,
  })
  onBehalfOf?: IdentifierDto;
}

export class RecordRemedyFiledCommand extends DossierCommand<RecordRemedyFiledDto> {}

@CommandHandler(RecordRemedyFiledCommand)
export class RecordRemedyFiledHandler implements ICommandHandler<RecordRemedyFiledCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: RecordRemedyFiledCommand) {
    const { onBehalfOf, ...rest } = body;
    return this.dossiers.run(call, {
      type: 'RecordRemedyFiled',
      data: { ...call.onEntry, ...rest, ...(await this.people.speaker(call, onBehalfOf)) },
    });
  }
}

@CommandController('remedy')
export class RecordRemedyFiledController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordRemedyFiled', {
    zh: '登记行政复议或行政诉讼',
    en: 'Record reconsideration or litigation',
    clause: '3.11; S1 §22',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordRemedyFiledDto) {
    return this.commands.execute(new RecordRemedyFiledCommand(call, body));
  }
}
