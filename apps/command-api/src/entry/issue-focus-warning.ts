import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DateOn, DocNo, Text } from '../http/fields.js';

export class IssueFocusWarningDto {
  @Code({ zh: '送达方式或渠道', en: 'channel', example: 'counter' })
  channel!: string;

  @Text({ zh: '警示内容', en: 'text', example: '贵单位已列入重点关注名单，请规范经营行为。' })
  text!: string;

  @DateOn({ zh: '警示日期', en: 'day', optional: true })
  issuedOn?: string;

  @DocNo({ zh: '回证编号', en: 'reference of the receipt', example: 'SD-2026-0031' })
  receiptRef!: string;
}

export class IssueFocusWarningCommand extends DossierCommand<IssueFocusWarningDto> {}

@CommandHandler(IssueFocusWarningCommand)
export class IssueFocusWarningHandler implements ICommandHandler<IssueFocusWarningCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: IssueFocusWarningCommand) {
    return this.dossiers.run(call, { type: 'IssueFocusWarning', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class IssueFocusWarningController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('IssueFocusWarning', { zh: '重点关注警示', en: 'Warn a subject on the focus list', clause: '3.7 F4' })
  execute(@Call() call: CommandCall, @Body() body: IssueFocusWarningDto) {
    return this.commands.execute(new IssueFocusWarningCommand(call, body));
  }
}
