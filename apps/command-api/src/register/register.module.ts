import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { GrantsController } from './grants.js';
import { RegisterDesk } from './register-desk.js';
import { ReviewsController } from './reviews.js';

export interface RegisterOptions {
  /** Modules that provide, by class: GrantCommands, ReviewCommands; Vault, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** What is decided around the look-up register: grants, samples and reviews. */
@Module({})
export class RegisterModule {
  static register({ imports }: RegisterOptions): DynamicModule {
    return {
      module: RegisterModule,
      imports: [...imports],
      controllers: [GrantsController, ReviewsController],
      providers: [RegisterDesk, DeniedCommands],
    };
  }
}
