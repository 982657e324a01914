import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Command, NoticePurpose } from '#libs/dossier';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { RECIPIENT_ROLE, NOTICE_PURPOSE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, DateOn, DocNo, Nested, Text } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto, TermsDto } from '../shared/dtos.js';

export class ServePriorNoticeDto {
  @Nested(() => IdentifierDto, {
    zh: '受送达的责任人员或监护人；缺省为信用主体',
    en: 'the responsible person or guardian; absent: the subject',
    optional: true,
  })
  recipient?: IdentifierDto;

  @Choice('RecipientRole', RECIPIENT_ROLE, { zh: '受送达人身份', en: 'role of the recipient' })
  recipientRole!: keyof typeof RECIPIENT_ROLE;

  @Text({ zh: '拟认定的事实', en: 'facts', example: '2026年3月至6月生产、销售不合格产品。' })
  facts!: string;

  @Text({ zh: '理由', en: 'reasons', example: '货值金额达到认定标准。' })
  reasons!: string;

  @DocNo({ zh: '拟采取的措施', en: 'proposed measures', upTo: 50, example: ['限制参与政府采购'] })
  proposedMeasures!: string[];

  @Choice('NoticePurpose', NOTICE_PURPOSE, { zh: '告知事项', en: 'what is announced', optional: true })
  purpose?: NoticePurpose;

  @DocNo({ zh: '告知书文号', en: 'number of the notice', optional: true, example: '银市监告字〔2026〕12号' })
  noticeNo?: string;

  @Nested(() => TermsDto, { zh: '拟定的期限与条件', en: 'terms', optional: true })
  terms?: TermsDto;

  @DateOn({ zh: '送达日期', en: 'day of service', optional: true })
  servedOn?: string;

  @Code({ zh: '送达方式或渠道', en: 'channel', example: 'counter' })
  channel!: string;

  @DocNo({ zh: '回证编号', en: 'reference of the receipt', example: 'SD-2026-0031' })
  receiptRef!: string;
}

export class ServePriorNoticeCommand extends DossierCommand<ServePriorNoticeDto> {}

@CommandHandler(ServePriorNoticeCommand)
export class ServePriorNoticeHandler implements ICommandHandler<ServePriorNoticeCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: ServePriorNoticeCommand) {
    return this.dossiers.run(call, await priorNotice(call, body, this.people));
  }
}

/** The command of the domain: whom the notice is for is named by reference alone. */
export async function priorNotice(call: CommandCall, body: ServePriorNoticeDto, people: People): Promise<Command> {
  const { recipient, ...rest } = body;
  return {
    type: 'ServePriorNotice',
    data: {
      ...call.onEntry,
      ...(recipient === undefined ? {} : { recipientRef: await people.refOf(recipient) }),
      ...rest,
    },
  };
}

@CommandController('entry')
export class ServePriorNoticeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ServePriorNotice', { zh: '事前告知', en: 'Serve a prior notice', clause: '3.6 B3, 3.7 F2' })
  execute(@Call() call: CommandCall, @Body() body: ServePriorNoticeDto) {
    return this.commands.execute(new ServePriorNoticeCommand(call, body));
  }
}
