import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiProperty, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { HealthController, MetricsController } from '#libs/platform';

class LiveDto {
  @ApiProperty({ enum: ['up'], description: '进程在运行 · the process runs' })
  status!: string;
}

class HealthCheckDto {
  @ApiProperty({ enum: ['up', 'degraded', 'down'], description: '状态 · state' })
  state!: string;

  @ApiProperty({
    required: false,
    description: '供运维人员了解的原因 · why, for operators',
    example: 'no answer in time',
  })
  detail?: string;

  @ApiProperty({ type: 'integer', description: '检查用时（毫秒） · how long the check took', example: 3 })
  ms!: number;
}

@ApiExtraModels(HealthCheckDto)
class HealthReportDto {
  @ApiProperty({ enum: ['up', 'degraded', 'down'], description: '总体状态 · of the whole' })
  status!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(HealthCheckDto) },
    description: '各部分，按名称 · each part, by its name',
    example: { database: { state: 'up', ms: 1 } },
  })
  checks!: Readonly<Record<string, HealthCheckDto>>;
}

/** Documents what the operations of the platform answer; the platform itself knows no OpenAPI. */
export function documentOperations(): void {
  ApiTags('9 运行 Operations')(HealthController);
  ApiTags('9 运行 Operations')(MetricsController);
  ApiExtraModels(LiveDto, HealthReportDto)(HealthController);
  on(
    HealthController.prototype,
    'live',
    ApiOperation({ operationId: 'ReadLiveness', summary: '进程是否在运行 · Whether the process runs' }),
    ApiResponse({ status: 200, type: LiveDto, description: '在运行 · it runs' }),
  );
  on(
    HealthController.prototype,
    'ready',
    ApiOperation({ operationId: 'ReadReadiness', summary: '能否答复请求 · Whether requests can be answered' }),
    ApiResponse({ status: 200, type: HealthReportDto, description: '可以，或部分降级 · yes, or degraded' }),
    ApiResponse({
      status: 503,
      type: HealthReportDto,
      description: '暂时不能，见 Retry-After · not now; see Retry-After',
      headers: { 'Retry-After': { description: '秒 · seconds', schema: { type: 'string', example: '2' } } },
    }),
  );
  on(
    MetricsController.prototype,
    'read',
    ApiOperation({
      operationId: 'ReadMetrics',
      summary: '运行指标（Prometheus 文本） · Metrics in the Prometheus text format',
    }),
    ApiResponse({
      status: 200,
      description: '指标 · metrics',
      content: {
        'text/plain': {
          schema: { type: 'string', example: 'mingdan_http_request_duration_seconds_count{method="GET"} 1' },
        },
      },
    }),
  );
}

function on<T extends object>(prototype: T, method: keyof T & string, ...decorators: readonly MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  if (descriptor === undefined) throw new Error(`no route ${method}`);
  applyDecorators(...decorators)(prototype, method, descriptor);
}
