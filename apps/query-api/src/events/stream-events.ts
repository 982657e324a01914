import { Injectable, Sse, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Observable, Subject, finalize, interval, map, merge } from 'rxjs';
import { ForActors } from '#libs/access';
import { ApiQueryProblems } from '../http/problems.js';
import { QueryController } from '../http/query-route.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';

interface Advance {
  readonly projection: string;
  readonly position: string;
}

const POLL_MS = 1_000;
const HEARTBEAT_MS = 20_000;

/** Tells how far the read models have come, from one look a second for all who listen. */
@Injectable()
export class AdvanceFeed implements OnModuleDestroy {
  private readonly advances = new Subject<Advance>();
  private readonly seen = new Map<string, string>();
  private listeners = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly read: ReadPool) {}

  /** Ends with the last listener; holds no connection while nobody listens. */
  follow(): Observable<Advance> {
    this.listeners += 1;
    if (this.listeners === 1) this.schedule(0);
    return this.advances.pipe(
      finalize(() => {
        this.listeners -= 1;
        if (this.listeners === 0) this.rest();
      }),
    );
  }

  onModuleDestroy(): void {
    this.rest();
    this.advances.complete();
  }

  /** Looks once, and tells what has moved since the last look. */
  async look(): Promise<void> {
    const { rows } = await this.read.pool.query<Advance>(
      `select projection, position from read.checkpoints where slot = 'live' and position is not null order by projection`,
    );
    for (const { projection, position } of rows) {
      if (this.seen.get(projection) === position) continue;
      this.seen.set(projection, position);
      this.advances.next({ projection, position });
    }
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.seen.clear();
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => {
      this.look()
        // A database that is away is looked at again; who listens keeps the connection.
        .catch(() => undefined)
        .finally(() => {
          if (this.listeners > 0) this.schedule(POLL_MS);
        });
    }, ms);
  }
}

@QueryController('oversight')
export class StreamEventsController {
  constructor(private readonly feed: AdvanceFeed) {}

  @Sse('events')
  @ForActors(...DEPARTMENT_ROLES, 'PLATFORM_OPERATOR', 'PRIVACY_REVIEWER')
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'streamEvents',
    summary: '查询数据的变动 · Read models that moved',
    description:
      '服务器推送事件：`advanced` 给出读模型名称与位置，`ping` 保持连接。不含个人信息；令牌只在 Authorization 头中。 · Server-sent events with the name and position of a read model, and no personal data; the token in the `Authorization` header only.',
  })
  @ApiOkResponse({
    description: '`advanced`、`ping`',
    content: {
      'text/event-stream': {
        schema: { type: 'string' },
        example: 'event: advanced\nid: 1\ndata: {"projection":"current-lists","position":"00000000000000000042"}\n\n',
      },
    },
  })
  @ApiQueryProblems([
    'TOKEN_MISSING',
    'TOKEN_INVALID',
    'TOKEN_EXPIRED',
    'TOKEN_CLAIMS',
    'ROLE_NOT_ALLOWED',
    'YOUR_UNIT_MERGED',
    'ISSUER_UNAVAILABLE',
  ])
  events(): Observable<MessageEvent> {
    const advances = this.feed.follow().pipe(map((data): MessageEvent => ({ type: 'advanced', data })));
    const pings = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ type: 'ping', data: '' })));
    return merge(advances, pings);
  }
}
