import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo, Flag } from '../http/fields.js';

export class RecordStayDto {
  @Flag({ zh: '决定停止执行；否则为恢复执行', en: 'whether the stay is ordered; else it is lifted' })
  ordered!: boolean;

  @DocNo({ zh: '作出决定的机关', en: 'organ', example: 'A市人民政府' })
  byOrgan!: string;

  @DocNo({ zh: '文书文号', en: 'document', optional: true, example: 'A府复停〔2026〕3号' })
  docNo?: string;

  @DateOn({ zh: '起始日期', en: 'from which day', optional: true })
  from?: string;
}

export class RecordStayCommand extends DossierCommand<RecordStayDto> {}

@CommandHandler(RecordStayCommand)
export class RecordStayHandler implements ICommandHandler<RecordStayCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordStayCommand) {
    return this.dossiers.run(call, {
      type: 'RecordStay',
      data: { ...call.onEntry, remedyId: call.param('remedyId'), ...body },
    });
  }
}

@CommandController('remedy')
export class RecordStayController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordStay', {
    zh: '登记停止执行或恢复执行',
    en: 'Record that a stay was ordered or lifted',
    clause: '3.11; 行政复议法 42; 行政诉讼法 56',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordStayDto) {
    return this.commands.execute(new RecordStayCommand(call, body));
  }
}
