import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ActorGuard, DeniedRegister, Matters, Registers, TokenVerifier, UnitStanding } from '#libs/access';
import { DossierExecutor, DossierRepository, PaperArchive, Rehearsal, SubjectRegistry } from '#libs/dossier-store';
import { EventStore } from '#libs/event-store';
import { Clock } from '#libs/platform';
import { ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { Vault } from '#libs/vault';
import type { Runtime } from './runtime.js';

/** What is made of the runtime, for every module to inject; and the guard before all routes. */
@Module({})
export class RuntimeModule {
  static of(runtime: Runtime, verifier: TokenVerifier): DynamicModule {
    const provided = [
      { provide: EventStore, useValue: runtime.store },
      { provide: Clock, useValue: runtime.clock },
      { provide: Vault, useValue: runtime.vault },
      { provide: DossierExecutor, useValue: runtime.executor },
      { provide: DossierRepository, useValue: runtime.repository },
      { provide: SubjectRegistry, useValue: runtime.registry },
      { provide: PaperArchive, useValue: runtime.papers },
      { provide: Rehearsal, useValue: runtime.rehearsal },
      { provide: ReferenceData, useValue: runtime.reference },
      { provide: ReferenceCommands, useValue: runtime.referenceCommands },
      { provide: Registers, useValue: runtime.registers },
      { provide: DeniedRegister, useValue: runtime.registers },
      { provide: Matters, useValue: new Matters(runtime.pool) },
      { provide: TokenVerifier, useValue: verifier },
      {
        provide: UnitStanding,
        useValue: {
          successorOf: (unitId) => runtime.reference.snapshot().unitSuccessors[unitId],
        } satisfies UnitStanding,
      },
    ] satisfies Provider[];
    return {
      module: RuntimeModule,
      global: true,
      providers: [...provided, Reflector, { provide: APP_GUARD, useClass: ActorGuard }],
      exports: provided.map(({ provide }) => provide),
    };
  }
}
