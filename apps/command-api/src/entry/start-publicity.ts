import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Sha256, Text } from '../http/fields.js';
import { ChannelShownDto, MAX_CHANNELS } from '../shared/dtos.js';
import { ConfirmedTermsDto } from '../shown-text/shown-text-dtos.js';
import { ShownTexts } from '../shown-text/shown-texts.js';

export class StartPublicityDto extends ConfirmedTermsDto {
  @Nested(() => ChannelShownDto, { zh: '公示渠道', en: 'channels', upTo: MAX_CHANNELS })
  channels!: ChannelShownDto[];

  @DateOn({ zh: '公示起始日', en: 'first day', optional: true })
  startsOn?: string;

  @Text({ zh: '异议受理联系方式', en: 'where to object', max: 200, example: 'A 市市场监管局信用科 0951-0000000' })
  objectionContact!: string;

  @Sha256({ zh: '已核准的展示文字的 SHA-256', en: 'SHA-256 of the text approved in the preview' })
  approvedContentHash!: string;
}

export class StartPublicityCommand extends DossierCommand<StartPublicityDto> {}

@CommandHandler(StartPublicityCommand)
export class StartPublicityHandler implements ICommandHandler<StartPublicityCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly texts: ShownTexts,
  ) {}

  async execute({ call, body }: StartPublicityCommand) {
    const { approvedContentHash, names, ...rest } = body;
    const approved = { approvedContentHash, ...(names && { names }) };
    const shown = await this.texts.approved('PUBLICITY', call, approved);
    return this.dossiers.run(call, {
      type: 'StartPublicity',
      data: { ...call.onEntry, ...rest, ...shown },
    });
  }
}

@CommandController('entry')
export class StartPublicityController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('StartPublicity', {
    zh: '开始公示',
    en: 'Start the publicity of the initial list',
    clause: '3.5 R3, 3.6 B6',
  })
  execute(@Call() call: CommandCall, @Body() body: StartPublicityDto) {
    return this.commands.execute(new StartPublicityCommand(call, body));
  }
}
