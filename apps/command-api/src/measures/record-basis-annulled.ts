import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { DateOn, DocNo } from '../http/fields.js';

export class RecordBasisAnnulledDto {
  @DocNo({ zh: '被撤销文书文号', en: 'document annulled', example: '市监罚〔2026〕12号' })
  docNo!: string;

  @DocNo({ zh: '撤销机关', en: 'organ', example: 'A市人民政府' })
  organ!: string;

  @DateOn({ zh: '撤销日期', en: 'day' })
  annulledOn!: string;
}

export class RecordBasisAnnulledCommand extends DossierCommand<RecordBasisAnnulledDto> {}

@CommandHandler(RecordBasisAnnulledCommand)
export class RecordBasisAnnulledHandler implements ICommandHandler<RecordBasisAnnulledCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: RecordBasisAnnulledCommand) {
    return this.dossiers.run(call, { type: 'RecordBasisAnnulled', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('measures')
export class RecordBasisAnnulledController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RecordBasisAnnulled', {
    zh: '登记依据被撤销',
    en: 'Record that the basis was annulled',
    clause: '3.5, 3.9 BASIS_ANNULLED',
  })
  execute(@Call() call: CommandCall, @Body() body: RecordBasisAnnulledDto) {
    return this.commands.execute(new RecordBasisAnnulledCommand(call, body));
  }
}
