import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, Nested, Sha256 } from '../http/fields.js';
import { ChannelShownDto, LegalBasisDto, MAX_CHANNELS } from '../shared/dtos.js';
import { ConfirmedTermsDto } from '../shown-text/shown-text-dtos.js';
import { ShownTexts } from '../shown-text/shown-texts.js';

export class PublishEntryDto extends ConfirmedTermsDto {
  @Nested(() => ChannelShownDto, { zh: '发布渠道', en: 'channels', upTo: MAX_CHANNELS })
  channels!: ChannelShownDto[];

  @DateOn({ zh: '发布日期', en: 'day of the publication', optional: true })
  publishedOn?: string;

  @Nested(() => LegalBasisDto, { zh: '公开自然人信息的依据', en: 'authority to show a natural person', optional: true })
  authority?: LegalBasisDto;

  @Sha256({ zh: '已核准的展示文字的 SHA-256', en: 'SHA-256 of the text approved in the preview' })
  approvedContentHash!: string;
}

export class PublishEntryCommand extends DossierCommand<PublishEntryDto> {}

@CommandHandler(PublishEntryCommand)
export class PublishEntryHandler implements ICommandHandler<PublishEntryCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly texts: ShownTexts,
  ) {}

  async execute({ call, body }: PublishEntryCommand) {
    const { approvedContentHash, names, ...rest } = body;
    const approved = { approvedContentHash, ...(names && { names }) };
    const shown = await this.texts.approved('PUBLICATION', call, approved);
    return this.dossiers.run(call, {
      type: 'PublishEntry',
      data: { ...call.onEntry, ...rest, ...shown },
    });
  }
}

@CommandController('entry')
export class PublishEntryController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('PublishEntry', {
    zh: '发布名单',
    en: 'Publish a recognised entry',
    clause: '3.5 R6, 3.6 B11, 3.12',
  })
  execute(@Call() call: CommandCall, @Body() body: PublishEntryDto) {
    return this.commands.execute(new PublishEntryCommand(call, body));
  }
}
