import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { People } from '../people.js';
import { ComplaintDesk } from './complaint-desk.js';
import { ComplaintsController } from './complaints.js';

export interface ComplaintsOptions {
  /** Modules that provide, by class: ComplaintCommands, SubjectRegistry, Vault, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Complaints about the conduct of units (spec 6.1). */
@Module({})
export class ComplaintsModule {
  static register({ imports }: ComplaintsOptions): DynamicModule {
    return {
      module: ComplaintsModule,
      imports: [...imports],
      controllers: [ComplaintsController],
      providers: [ComplaintDesk, People, DeniedCommands],
    };
  }
}
