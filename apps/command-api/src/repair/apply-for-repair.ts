import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { REPAIR_RECEIVED_VIA } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, DocNo, Nested, Text } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto, MaterialDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class ApplyForRepairDto {
  @DocNo({ zh: '修复方式', en: 'ways of repair', upTo: 20, example: ['主动纠正失信行为'] })
  methods!: string[];

  @Nested(() => MaterialDto, { zh: '材料', en: 'materials', upTo: MAX_EVIDENCE })
  materials!: MaterialDto[];

  @Text({ zh: '信用承诺', en: 'commitment', example: '承诺依法诚信经营，如有虚假愿承担相应责任。' })
  commitment!: string;

  @DateOn({ zh: '承诺公开日期', en: 'day the commitment was published', optional: true })
  commitmentPublishedOn?: string;

  @Choice('RepairReceivedVia', REPAIR_RECEIVED_VIA, { zh: '受理窗口', en: 'window', example: 'RECOGNIZING_UNIT' })
  receivedVia!: keyof typeof REPAIR_RECEIVED_VIA;

  @DateOn({ zh: '收到日期', en: 'day of receipt', optional: true })
  receivedOn?: string;

  @Nested(() => IdentifierDto, {
    zh: '由工作人员代为登记时：本人的证件',
    en: 'whose act an official records; never given by the person concerned',
    optional: true,
  })
  onBehalfOf?: IdentifierDto;
}

export class ApplyForRepairCommand extends DossierCommand<ApplyForRepairDto> {}

@CommandHandler(ApplyForRepairCommand)
export class ApplyForRepairHandler implements ICommandHandler<ApplyForRepairCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: ApplyForRepairCommand) {
    const { onBehalfOf, ...rest } = body;
    const speaker = await this.people.speaker(call, onBehalfOf);
    return this.dossiers.run(call, { type: 'ApplyForRepair', data: { ...call.onEntry, ...rest, ...speaker } });
  }
}

@CommandController('repair')
export class ApplyForRepairController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ApplyForRepair', { zh: '申请信用修复', en: 'Apply for repair', clause: '3.10 P1' })
  execute(@Call() call: CommandCall, @Body() body: ApplyForRepairDto) {
    return this.commands.execute(new ApplyForRepairCommand(call, body));
  }
}
