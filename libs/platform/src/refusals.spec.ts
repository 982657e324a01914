import {
  Body,
  Controller,
  Module,
  Post,
  UnauthorizedException,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsInt } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { HttpAnswer, type AnswerHead } from './http-answer.js';
import { createFastifyAdapter, hardenHttp, NEST_HTTP_OPTIONS } from './http.js';
import { createLogger } from './logging.js';
import { problem, ProblemException } from './problem.js';
import type { NotedRequest, Refusals } from './refusals.js';

class OrderDto {
  @IsInt()
  count!: number;
}

class Placed extends HttpAnswer {
  constructor(readonly body: { readonly placed: number }) {
    super();
  }

  putHead(head: AnswerHead): void {
    head.status(202).header('Order-Count', String(this.body.placed));
  }
}

/** Refuses, before all routes, who says so. */
class Doorkeeper implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<FastifyRequest>().headers['x-stranger'] !== undefined)
      throw new UnauthorizedException();
    return true;
  }
}

const noted: unknown[] = [];
let failing: Error | undefined;

class Noting implements CanActivate, Refusals {
  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<NotedRequest>().refusals = this;
    return true;
  }

  async note(error: unknown, request: FastifyRequest): Promise<unknown> {
    if (failing !== undefined) throw failing;
    noted.push([request.routeOptions.url, error instanceof ProblemException ? error.problem.code : error]);
    return error;
  }
}

@Controller()
class OrdersController {
  @Post('orders')
  @UseGuards(Noting)
  order(@Body() { count }: OrderDto): Placed {
    if (count === 0) throw problem({ status: 422, code: 'NOTHING_ORDERED', zh: '无。', en: 'None.' });
    return new Placed({ placed: count });
  }
}

@Module({ controllers: [OrdersController], providers: [{ provide: APP_GUARD, useClass: Doorkeeper }] })
class OrdersModule {}

describe('what is done about a refusal before it is told', () => {
  let app: NestFastifyApplication;
  const order = async (payload: unknown, headers: Record<string, string> = {}) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const answer = await app.inject({
      ...{ method: 'POST', url: '/orders', payload: body },
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: answer.statusCode, code: answer.json<{ code?: string }>().code, headers: answer.headers };
  };

  beforeAll(async () => {
    const logger = createLogger('silent', []);
    app = await NestFactory.create<NestFastifyApplication>(OrdersModule, createFastifyAdapter({ logger }), {
      ...{ ...NEST_HTTP_OPTIONS, logger: false },
    });
    await hardenHttp(app, { logger });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    noted.length = 0;
    failing = undefined;
  });

  it('is done for what a handler refuses, once', async () => {
    expect(await order({ count: 0 })).toMatchObject({ status: 422, code: 'NOTHING_ORDERED' });
    expect(noted).toEqual([['/orders', 'NOTHING_ORDERED']]);
  });

  it('is done for what a pipe refuses', async () => {
    expect(await order({ count: 'x' })).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(noted).toEqual([['/orders', 'VALIDATION_FAILED']]);
  });

  it('is not done for what a guard before it refuses, or what is no JSON', async () => {
    expect(await order({ count: 0 }, { 'x-stranger': 'yes' })).toMatchObject({ status: 401 });
    expect(await order('{')).toMatchObject({ status: 400, code: 'BODY_NOT_JSON' });
    expect(noted).toEqual([]);
  });

  it('is told in its place where it could not be done', async () => {
    failing = problem({ status: 503, code: 'REGISTER_AWAY', zh: '无。', en: 'Away.' });
    expect(await order({ count: 0 })).toMatchObject({ status: 503, code: 'REGISTER_AWAY' });
  });

  it('leaves what is not refused alone, which is answered with its own status and headers', async () => {
    const { status, headers } = await order({ count: 3 });
    expect([status, headers['order-count'], headers['x-content-type-options']]).toEqual([202, '3', 'nosniff']);
    expect(noted).toEqual([]);
  });
});
