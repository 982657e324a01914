import { createHash } from 'node:crypto';
import {
  applyDecorators,
  Injectable,
  mixin,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { ApiHeader, ApiNotModifiedResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { legalDateOf, startOfDay } from '#libs/rules';
import { ReadModels } from '../reading/catch-up.js';
import { Today } from '../reading/today.js';

/** Of a time this close, another change may still have the same second (RFC 9110, 8.8.2.2). */
const SETTLED_MS = 2_000;

/** What a cache has already. */
export interface Held {
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
}

/** Where the next page begins is sealed anew in every answer, and says the same each time. */
const SEALED_ANEW: readonly string[] = ['next', 'next_url'];

/** ETag of an answer, by what it says: weak, since cursors are never the same bytes twice. */
export function etagOf(body: object): string {
  const said = JSON.stringify(body, (key, value: unknown) => (SEALED_ANEW.includes(key) ? true : value));
  return `W/"${createHash('sha256').update(said).digest('hex').slice(0, 40)}"`;
}

/**
 * The time an answer was last modified, in whole seconds: that of the read model, or the beginning of the day, since
 * entries come and go with the date alone (D15). `undefined` while it is too close, or yet to come.
 */
export function lastModifiedOf(changedAt: Date | undefined, dayBegan: Date, now: Date): Date | undefined {
  const latest = Math.max(changedAt?.getTime() ?? 0, dayBegan.getTime());
  const seconds = Math.ceil(latest / 1_000) * 1_000;
  return seconds + SETTLED_MS > now.getTime() ? undefined : new Date(seconds);
}

/** Whether what the cache holds is still true; the ETag alone decides where one was sent (RFC 9110, 13.2.2). */
export function isFresh(held: Held, etag: string, lastModified: Date | undefined): boolean {
  if (held.ifNoneMatch !== undefined) {
    const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
    const tags = held.ifNoneMatch.split(',').map(opaque);
    return tags.includes(opaque(etag)) || tags.includes('*');
  }
  const since = held.ifModifiedSince === undefined ? NaN : Date.parse(held.ifModifiedSince);
  return lastModified !== undefined && lastModified.getTime() <= since;
}

/** For a public answer that caches keep and ask again for: `ETag`, `Last-Modified`, and 304 while it is the same. */
export function Revalidated(projection: string): MethodDecorator {
  const header = (name: string, description: string) => ApiHeader({ name, required: false, description });
  return applyDecorators(
    UseInterceptors(revalidatedBy(projection)),
    header('If-None-Match', '上次答复的 ETag · ETag of the answer before'),
    header('If-Modified-Since', '上次答复的 Last-Modified · of the answer before'),
    ApiNotModifiedResponse({ description: '与所持内容相同 · what the cache holds is still true' }),
  );
}

function revalidatedBy(projection: string): Type<NestInterceptor> {
  @Injectable()
  class RevalidatedInterceptor implements NestInterceptor {
    constructor(
      private readonly models: ReadModels,
      private readonly today: Today,
    ) {}

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      // Before the rows are read: what changes meanwhile must look newer than what was answered.
      const changedAt = await this.models.changedAt(projection);
      const http = context.switchToHttp();
      const { headers } = http.getRequest<FastifyRequest>();
      const reply = http.getResponse<FastifyReply>();
      return next.handle().pipe(
        mergeMap(async (body: object) => {
          const etag = etagOf(body);
          const dayBegan = new Date(startOfDay(legalDateOf(this.today.now)));
          const lastModified = lastModifiedOf(changedAt, dayBegan, new Date());
          void reply.header('ETag', etag);
          if (lastModified !== undefined) void reply.header('Last-Modified', lastModified.toUTCString());
          const held = { ifNoneMatch: headers['if-none-match'], ifModifiedSince: headers['if-modified-since'] };
          if (!isFresh(held, etag, lastModified)) return body;
          void reply.removeHeader('Content-Type').status(304);
          return undefined;
        }),
      );
    }
  }
  return mixin(RevalidatedInterceptor);
}
