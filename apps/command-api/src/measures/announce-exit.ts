import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DateOn, Text } from '../http/fields.js';
import { MAX_CHANNELS } from '../shared/dtos.js';
import { ConfirmedTermsDto } from '../shown-text/shown-text-dtos.js';
import { ShownTexts } from '../shown-text/shown-texts.js';

export class AnnounceExitDto extends ConfirmedTermsDto {
  @Code({
    zh: '公告渠道；从未公示的条目为空，只通知主体',
    en: 'channels; none for an entry that was never shown: the subject is told',
    upTo: MAX_CHANNELS,
    atLeast: 0,
    example: ['unit-a-portal', 'credit-portal'],
  })
  channels!: string[];

  @Text({ zh: '公告内容', en: 'text', example: '该主体已退出名单。' })
  text!: string;

  @DateOn({ zh: '公告日期', en: 'day', optional: true })
  announcedOn?: string;
}

export class AnnounceExitCommand extends DossierCommand<AnnounceExitDto> {}

@CommandHandler(AnnounceExitCommand)
export class AnnounceExitHandler implements ICommandHandler<AnnounceExitCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly texts: ShownTexts,
  ) {}

  async execute({ call, body }: AnnounceExitCommand) {
    const { names, ...rest } = body;
    const { text, findings } = await this.texts.notice(call.subjectId, body.text, names);
    return this.dossiers.run(call, { type: 'AnnounceExit', data: { ...call.onEntry, ...rest, text, findings } });
  }
}

@CommandController('measures')
export class AnnounceExitController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('AnnounceExit', { zh: '退出公告', en: 'Announce the exit', clause: '3.9' })
  execute(@Call() call: CommandCall, @Body() body: AnnounceExitDto) {
    return this.commands.execute(new AnnounceExitCommand(call, body));
  }
}
