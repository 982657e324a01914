import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { PassOnTasksController } from './pass-on-tasks.js';

export interface TasksOptions {
  /** Modules that provide, by class: DossierExecutor, ReferenceData, Vault, BatchPool, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Tasks of officials who leave or are absent. */
@Module({})
export class TasksModule {
  static register({ imports }: TasksOptions): DynamicModule {
    return {
      module: TasksModule,
      imports: [...imports],
      controllers: [PassOnTasksController],
      providers: [DeniedCommands],
    };
  }
}
