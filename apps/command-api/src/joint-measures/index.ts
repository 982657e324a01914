import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { ReferenceDesk } from '../reference/reference-desk.js';
import { MeasureDesk } from './measure-desk.js';
import { MeasureListsController } from './measure-lists.js';
import { MeasuresController } from './measures.js';

export interface JointMeasuresOptions {
  /** Modules that provide, by class: TriggerCommands, ReferenceCommands, ReferenceData, Vault, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Measure lists, and the loop of joint measures (spec 5). */
@Module({})
export class JointMeasuresModule {
  static register({ imports }: JointMeasuresOptions): DynamicModule {
    return {
      module: JointMeasuresModule,
      imports: [...imports],
      controllers: [MeasureListsController, MeasuresController],
      providers: [MeasureDesk, ReferenceDesk, DeniedCommands],
    };
  }
}
