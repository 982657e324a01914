import { Inject, Module, type DynamicModule, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { PresentUnits } from '../reference/present-units.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceDesk } from './evidence-desk.js';
import { acceptMultipart } from './multipart.js';

export interface EvidenceOptions {
  /** Modules that provide, by class: Documents; DossierRepository, ReferenceData; Registers, DeniedRegister, Grants; Clock. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Upload and download of evidence. */
@Module({})
export class EvidenceModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  static register({ imports }: EvidenceOptions): DynamicModule {
    return {
      module: EvidenceModule,
      imports: [...imports],
      controllers: [EvidenceController],
      providers: [EvidenceDesk, PresentUnits, DeniedCommands],
    };
  }

  onModuleInit(): void {
    acceptMultipart(this.host.httpAdapter.getInstance());
  }
}
