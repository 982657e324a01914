import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { ForgetActor } from '../http/forget-actor.guard.js';
import { PublicReportsController } from './public-reports.js';
import { ReportDesk } from './report-desk.js';
import { ReportQuestions } from './report-questions.js';
import { ReportsController } from './reports.js';

export interface ReportsOptions {
  /** Modules that provide, by class: ReportCommands, InformantStore, ReferenceData, Clock; Registers, DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Reports, and the sealed informants behind them (spec 6.3). */
@Module({})
export class ReportsModule {
  static register({ imports }: ReportsOptions): DynamicModule {
    return {
      module: ReportsModule,
      imports: [...imports],
      controllers: [PublicReportsController, ReportsController],
      providers: [ReportDesk, ReportQuestions, ForgetActor, DeniedCommands],
    };
  }
}
