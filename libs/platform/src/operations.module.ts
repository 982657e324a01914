import { Controller, Get, Header, Module, Res, type DynamicModule } from '@nestjs/common';
import { HealthRegistry, type HealthReport } from './health.js';
import { Metrics } from './metrics.js';

/** The part of Fastify's reply that is used here. */
interface Reply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** The process runs. Says nothing of what it depends on, so that a supervisor does not restart it in vain. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** 200 while requests can be answered (also when degraded), else 503. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthReport> {
    const report = await this.health.report();
    if (report.status === 'down') {
      reply.status(503);
      reply.header('Retry-After', '2');
    }
    return report;
  }
}

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async read(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}

/** `/health/live`, `/health/ready`, `/metrics`, and the registries behind them for every module to inject. */
@Module({})
export class OperationsModule {
  static forRoot(parts: { readonly health: HealthRegistry; readonly metrics: Metrics }): DynamicModule {
    return {
      module: OperationsModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: HealthRegistry, useValue: parts.health },
        { provide: Metrics, useValue: parts.metrics },
      ],
      exports: [HealthRegistry, Metrics],
    };
  }
}
