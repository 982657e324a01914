import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Code, DateOn, DocNo } from '../http/fields.js';

export class ReportToPlatformDto {
  @Code({ zh: '平台编号', en: 'platform', example: 'city-platform' })
  platformId!: string;

  @DateOn({ zh: '报送日期', en: 'day of the report', optional: true })
  reportedOn?: string;

  @DocNo({ zh: '报送编号', en: 'reference of the report', example: 'BS-2026-101' })
  reportRef!: string;
}

export class ReportToPlatformCommand extends DossierCommand<ReportToPlatformDto> {}

@CommandHandler(ReportToPlatformCommand)
export class ReportToPlatformHandler implements ICommandHandler<ReportToPlatformCommand> {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ call, body }: ReportToPlatformCommand) {
    return this.dossiers.run(call, { type: 'ReportToPlatform', data: { ...call.onEntry, ...body } });
  }
}

@CommandController('entry')
export class ReportToPlatformController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('ReportToPlatform', { zh: '报送平台', en: 'Report to the sharing platform', clause: '3.5 R7, 3.12' })
  execute(@Call() call: CommandCall, @Body() body: ReportToPlatformDto) {
    return this.commands.execute(new ReportToPlatformCommand(call, body));
  }
}
