import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Flag, Text } from '../http/fields.js';

export class AcceptObjectionDto {
  @Flag({ zh: '是否暂停措施；缺省按规则', en: 'whether to suspend; absent: by the rules', optional: true })
  suspend?: boolean;

  @Text({ zh: '不暂停或再次暂停的理由', en: 'reason', optional: true, example: '同一事由再次提出且无新证据。' })
  reason?: string;
}

export class AcceptObjectionCommand extends DossierCommand<AcceptObjectionDto> {}

@CommandHandler(AcceptObjectionCommand)
export class AcceptObjectionHandler implements ICommandHandler<AcceptObjectionCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: AcceptObjectionCommand) {
    return this.dossiers.run(call, {
      type: 'AcceptObjection',
      data: { ...call.onEntry, objectionId: call.param('objectionId'), ...body },
    });
  }
}

@CommandController('objection')
export class AcceptObjectionController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('AcceptObjection', { zh: '受理异议', en: 'Accept an objection', clause: '3.8 O3, O4' })
  execute(@Call() call: CommandCall, @Body() body: AcceptObjectionDto) {
    return this.commands.execute(new AcceptObjectionCommand(call, body));
  }
}
