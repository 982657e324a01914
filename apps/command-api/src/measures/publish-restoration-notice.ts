import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, Text } from '../http/fields.js';
import { MAX_CHANNELS } from '../shared/dtos.js';
import { ConfirmedTermsDto } from '../shown-text/shown-text-dtos.js';
import { ShownTexts } from '../shown-text/shown-texts.js';

export class PublishRestorationNoticeDto extends ConfirmedTermsDto {
  @Code({ zh: '公告渠道', en: 'channels', upTo: MAX_CHANNELS, example: ['unit-a-portal', 'credit-portal'] })
  channels!: string[];

  @Text({ zh: '公告内容', en: 'text', example: '原列入决定有误，现予撤销，恢复其信誉。' })
  text!: string;
}

export class PublishRestorationNoticeCommand extends DossierCommand<PublishRestorationNoticeDto> {}

@CommandHandler(PublishRestorationNoticeCommand)
export class PublishRestorationNoticeHandler implements ICommandHandler<PublishRestorationNoticeCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly texts: ShownTexts,
  ) {}

  async execute({ call, body }: PublishRestorationNoticeCommand) {
    const { names, ...rest } = body;
    const { text, findings } = await this.texts.notice(call.subjectId, body.text, names);
    return this.dossiers.run(call, {
      type: 'PublishRestorationNotice',
      data: { ...call.onEntry, ...rest, text, findings },
    });
  }
}

@CommandController('measures')
export class PublishRestorationNoticeController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('PublishRestorationNotice', {
    zh: '恢复信誉公告',
    en: 'Publish a notice that restores the reputation',
    clause: '3.6 B13, 6.1',
  })
  execute(@Call() call: CommandCall, @Body() body: PublishRestorationNoticeDto) {
    return this.commands.execute(new PublishRestorationNoticeCommand(call, body));
  }
}
