import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { StandardTrialController } from './standard-trial.controller.js';
import { StandardTrials } from './standard-trials.js';

export interface StandardTrialOptions {
  /** Modules that provide, by class: BatchPool, ReferenceData, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** What a proposed revision of a standard would come to (spec 3.15). */
@Module({})
export class StandardTrialModule {
  static register({ imports }: StandardTrialOptions): DynamicModule {
    return {
      module: StandardTrialModule,
      imports: [...imports],
      controllers: [StandardTrialController],
      providers: [StandardTrials, DeniedCommands],
    };
  }
}
