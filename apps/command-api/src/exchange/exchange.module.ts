import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { AcknowledgeChangesController } from './acknowledge-changes.js';
import { ExchangeDesk } from './exchange-desk.js';
import { WebhooksController } from './webhooks.js';

export interface ExchangeOptions {
  /** Modules that provide, by class: WebhookCommands, Networks, Acknowledgements, CursorCodec; Vault, Clock; DeniedRegister. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** What other systems are told of the lists: webhooks, and acknowledgements of the feed. */
@Module({})
export class ExchangeModule {
  static register({ imports }: ExchangeOptions): DynamicModule {
    return {
      module: ExchangeModule,
      imports: [...imports],
      controllers: [WebhooksController, AcknowledgeChangesController],
      providers: [ExchangeDesk, DeniedCommands],
    };
  }
}
