import { connect } from 'node:net';
import { Body, Controller, Get, Module, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsArray, IsEnum, IsInt, IsOptional, IsString, Matches, Max, MaxLength, ValidateNested } from 'class-validator';
import { StoreUnavailable } from '#libs/event-store';
import { createFastifyAdapter, hardenHttp, NEST_HTTP_OPTIONS } from './http.js';
import { HealthRegistry } from './health.js';
import { createLogger, NestLogger } from './logging.js';
import { Metrics } from './metrics.js';
import { OperationsModule } from './operations.module.js';
import { problem, type ProblemBody } from './problem.js';
import { IdempotencyKey, IfMatch } from './request-headers.js';

enum Colour {
  RED = 'RED',
  BLACK = 'BLACK',
}

class ItemDto {
  @IsString()
  @MaxLength(5)
  name!: string;
}

class OrderDto {
  @IsInt()
  @Max(9)
  count!: number;

  @IsOptional()
  @IsEnum(Colour)
  colour?: Colour;

  @IsOptional()
  @Matches(/^\d{4}$/, { context: { zh: '应为四位年份。' }, message: 'a year of four digits is expected' })
  year?: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items?: ItemDto[];
}

class PageDto {
  @IsOptional()
  @IsString()
  cursor?: string;
}

class DomainRefusal extends Error {}

@Controller()
class TestController {
  @Post('orders')
  order(@Body() body: OrderDto) {
    return { kept: body instanceof OrderDto, body };
  }
  @Get('page')
  page(@Query() query: PageDto) {
    return query;
  }
  @Post('headers')
  headers(@IdempotencyKey() key: string | undefined, @IfMatch() revision: bigint | undefined) {
    return { key: key ?? null, revision: revision?.toString() ?? null };
  }
  @Get('fail/:how')
  fail(@Param('how') how: string): never {
    const away = Object.assign(new Error('connect 10.0.0.1'), { code: 'ECONNREFUSED', syscall: 'connect' });
    switch (how) {
      case 'store':
        throw new StoreUnavailable('gone', false);
      case 'unknown':
        throw new StoreUnavailable('gone', true);
      case 'database':
        throw new Error('query failed', { cause: away });
      case 'domain':
        throw new DomainRefusal('x');
      case 'nest':
        throw new NotFoundException('of 赵钱孙');
      case 'refused':
        throw problem({
          status: 409,
          code: 'ALREADY_RECOGNIZED',
          rule: 'B4',
          clause: '§4',
          zh: '已认定。',
          en: 'Done.',
        });
      default:
        throw new Error('赵钱孙 110101199003070014');
    }
  }
}

@Module({ controllers: [TestController] })
class TestModule {}

describe('HTTP of the platform', () => {
  let app: NestFastifyApplication;
  const log: string[] = [];
  const health = new HealthRegistry();
  const metrics = new Metrics({ processMetrics: false });

  beforeAll(async () => {
    const logger = createLogger('debug', [{ level: 'debug', stream: { write: (line) => void log.push(line) } }]);
    app = await NestFactory.create<NestFastifyApplication>(
      { module: TestModule, imports: [OperationsModule.forRoot({ health, metrics })] },
      createFastifyAdapter({ logger, bodyLimitBytes: 2000 }),
      { ...NEST_HTTP_OPTIONS, logger: new NestLogger(logger) },
    );
    await hardenHttp(app, {
      logger,
      metrics,
      inlineStyleUnder: ['/page'],
      mappers: [
        (error) =>
          error instanceof DomainRefusal ? { status: 422, code: 'DOMAIN', zh: '不可。', en: 'No.' } : undefined,
      ],
    });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  beforeEach(() => void log.splice(0));

  const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const read = (answer: { json: () => unknown }) => answer.json() as ProblemBody;

  it('takes a body of the right shape as an instance of its class', async () => {
    const answer = await post('/orders', { count: 3, items: [{ name: 'a' }] });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ kept: true, body: { count: 3, items: [{ name: 'a' }] } });
  });

  it('names every wrong place by JSON pointer, in Chinese and English, and repeats no value', async () => {
    const answer = await post('/orders', {
      count: 10,
      colour: 'GREEN-赵',
      year: '26',
      items: [{ name: 'far too long' }, { name: 'b', 'a/b~': 1 }],
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const body = read(answer);
    expect(body).toMatchObject({
      type: 'urn:mingdan:problem:validation-failed',
      status: 400,
      code: 'VALIDATION_FAILED',
    });
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '/count', constraint: 'max', detail: '不能大于 9。', detailEn: 'Count must not be greater than 9.' },
        {
          pointer: '/colour',
          constraint: 'isEnum',
          detail: '应为下列值之一：RED, BLACK。',
          detailEn: expect.any(String),
        },
        {
          pointer: '/year',
          constraint: 'matches',
          detail: '应为四位年份。',
          detailEn: 'A year of four digits is expected.',
        },
        {
          pointer: '/items/0/name',
          constraint: 'maxLength',
          detail: '不能超过 5 个字符。',
          detailEn: expect.any(String),
        },
        {
          pointer: '/items/1/a~1b~0',
          constraint: 'whitelistValidation',
          detail: '不认识的字段。',
          detailEn: expect.any(String),
        },
      ]),
    );
    expect(body.errors).toHaveLength(5);
    expect(answer.body).not.toMatch(/GREEN|far too/);
  });

  it('converts nothing by itself', async () => {
    expect(read(await post('/orders', { count: '3' })).errors?.[0]).toMatchObject({ pointer: '/count' });
  });

  it.each([['[]'], ['[{"count":1}]'], ['"text"'], ['7'], ['null'], ['{}']])('refuses %s as an order', async (body) => {
    const answer = await post('/orders', body);
    expect([answer.statusCode, read(answer).code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('speaks of parameters where a query is wrong', async () => {
    const answer = await app.inject('/page?cursr=1');
    expect(read(answer).errors).toEqual([
      { parameter: 'cursr', constraint: 'whitelistValidation', detail: '不认识的字段。', detailEn: expect.any(String) },
    ]);
  });

  it.each<[string, string, string, number, string]>([
    ['broken JSON', '{"a":', 'application/json', 400, 'BODY_NOT_JSON'],
    ['an empty body', '', 'application/json', 400, 'BODY_EMPTY'],
    ['a poisoned prototype', '{"__proto__":{"x":1}}', 'application/json', 400, 'BODY_NOT_JSON'],
    ['an oversized body', `"${'x'.repeat(3000)}"`, 'application/json', 413, 'BODY_TOO_LARGE'],
    ['plain text', 'count=1', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'count=1', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['XML', '<a/>', 'application/xml', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('answers %s', async (_what, payload, type, status, code) => {
    const answer = await post('/orders', payload, { 'content-type': type });
    expect([answer.statusCode, read(answer).code, answer.headers['content-type']]).toEqual([
      status,
      code,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it.each<[string, number, string]>([
    ['/nowhere/赵钱孙?name=x', 404, 'NOT_FOUND'],
    ['/%ZZ', 400, 'ADDRESS_MALFORMED'],
    [`/fail/${'x'.repeat(300)}`, 414, 'ADDRESS_TOO_LONG'],
    ['/fail/nest', 404, 'NOT_FOUND'],
    ['/fail/refused', 409, 'ALREADY_RECOGNIZED'],
    ['/fail/domain', 422, 'DOMAIN'],
    ['/fail/store', 503, 'STORE_UNAVAILABLE'],
    ['/fail/database', 503, 'STORE_UNAVAILABLE'],
    ['/fail/unknown', 503, 'OUTCOME_UNKNOWN'],
  ])('answers GET %s', async (url, status, code) => {
    const answer = await app.inject(encodeURI(url).replace('%25ZZ', '%ZZ'));
    expect([answer.statusCode, read(answer).code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['retry-after']).toBe(status === 503 ? '2' : undefined);
    expect(answer.body + log.join('')).not.toMatch(/赵钱孙|name=x|%E8%B5%B5/);
  });

  it('says rule and clause of a refusal', async () => {
    expect(read(await app.inject('/fail/refused'))).toMatchObject({
      rule: 'B4',
      clause: '§4',
      detail: '已认定。',
      detailEn: 'Done.',
      title: '与当前状态冲突 Conflict',
    });
  });

  it('answers an unexpected error with its incident number alone, under which the log has the place', async () => {
    const answer = await app.inject('/fail/otherwise');
    const body = read(answer);
    expect([answer.statusCode, body.code]).toEqual([500, 'INTERNAL_ERROR']);
    const incident = body.instance?.replace('urn:uuid:', '') ?? 'none';
    const entry = log.find((line) => line.includes(incident)) ?? '';
    expect(entry).toContain('TestController.fail');
    expect(answer.body + log.join('')).not.toMatch(/赵钱孙|110101199003070014/);
  });

  it('reads the headers of a command and refuses wrong ones by name', async () => {
    const key = '0196f1c0-7d52-7c3a-9a52-4f7f6d1b2c3d';
    expect((await post('/headers', '{}', { 'idempotency-key': key, 'if-match': '"12"' })).json()).toEqual({
      key,
      revision: '12',
    });
    expect((await post('/headers', '{}')).json()).toEqual({ key: null, revision: null });
    const wrong = read(await post('/headers', '{}', { 'if-match': 'W/"1"' }));
    expect([wrong.code, wrong.errors?.[0]?.header]).toEqual(['IF_MATCH_INVALID', 'If-Match']);
  });

  it('sends strict security headers and a request id, and relaxes styles only where it was told to', async () => {
    const { headers } = await app.inject('/health/live');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const relaxed = String((await app.inject('/page')).headers['content-security-policy']);
    expect(relaxed).toContain("style-src 'self' 'unsafe-inline'");
    expect(relaxed).toContain("script-src 'self';");
  });

  it('answers garbage on the wire as a problem', async () => {
    const { port } = app.getHttpServer().address() as { port: number };
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      connect(port, '127.0.0.1')
        .on('data', (chunk) => (received += chunk.toString()))
        .on('end', () => resolve(received))
        .on('error', reject)
        .end('NOT HTTP\r\n\r\n');
    });
    expect(text).toContain('400 Error');
    expect(text).toContain('application/problem+json');
    expect(text).toContain('"code":"BAD_REQUEST"');
  });

  it('shows liveness, readiness and metrics', async () => {
    const takeOut = health.register({ name: 'store', critical: true, run: () => ({ state: 'down', detail: 'away' }) });
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json()]).toMatchObject([
      503,
      { status: 'down', checks: { store: { detail: 'away' } } },
    ]);
    takeOut();
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'up' });
    const text = await app.inject('/metrics');
    expect(text.headers['content-type']).toContain('text/plain');
    expect(text.body).toContain(
      'mingdan_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"}',
    );
  });
});
