import { applyDecorators, Controller, HttpCode, Post, Put, SetMetadata, UseGuards, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ForActors, PublicRoute, type Role } from '#libs/access';
import { POLICY } from '#libs/dossier';
import { labelOf } from '#libs/rules';
import { COMMAND_REFUSALS } from '../refusals.js';
import { COMMAND_ROUTES, parametersOf, routerPath, type RoutedCommand } from '../routes.js';
import { DeniedCommands } from './denied-commands.guard.js';
import {
  ApiProblems,
  COMMAND_PROBLEMS,
  COMMON_PROBLEMS,
  DOSSIER_PROBLEMS,
  OPEN_PROBLEMS,
  REVISIONED_PROBLEMS,
} from './api-problem.js';
import { CommandAnswerDto } from './command-answer.dto.js';
import { parameterOf } from './parameters.js';
import { ForgetActor } from './forget-actor.guard.js';
import type { ProblemCode } from './problem-catalogue.js';

const ROUTE = Symbol('route');

/** What a route tells {@link Call} about itself. */
export interface RouteFacts {
  /** Name of the operation, part of the fingerprint of a command. */
  readonly name: string;
  /** Roles it is for, the one acted in first. */
  readonly roles: readonly string[];
  readonly noBody: boolean;
}

export interface CommandText {
  readonly zh: string;
  readonly en: string;
  /** Section of the specification and clause. */
  readonly clause: string;
  /** It takes no body. */
  readonly noBody?: boolean;
}

export interface RouteText extends CommandText {
  /** Roles that may use it; none: every authenticated actor. */
  readonly roles: readonly Role[];
  /** Problems it can answer with, beside the common ones. */
  readonly problems?: readonly ProblemCode[];
}

/** What a route decorator said about a handler. */
export function routeOf(handler: object): RouteFacts {
  const facts = Reflect.getMetadata(ROUTE, handler) as RouteFacts | undefined;
  if (facts === undefined) throw new Error('the handler has no described route');
  return facts;
}

/** Groups of the OpenAPI document. */
export const TAGS = {
  subject: '1 主体 Subjects',
  entry: '2 名单条目 Entries',
  decision: '3 决定 Decisions',
  measures: '4 措施与退出 Measures and exit',
  objection: '5 异议与核实 Objections',
  repair: '6 信用修复 Repair',
  remedy: '6 复议与诉讼 Remedies',
  complaint: '6 投诉 Complaints',
  report: '6 举报 Reports',
  retention: '6 未成年人与保存期限 Minors and retention',
  reference: '7 基础数据 Reference data',
  exchange: '8 交换 Exchange',
  register: '8 查询登记 Look-up register',
  external: '8 外部名单 Lists of others',
  demo: '9 演示 Demonstration',
} as const;

/** A controller of commands: its refusals are registered, its answers put in one form. */
export function CommandController(tag: keyof typeof TAGS): ClassDecorator {
  return applyDecorators(Controller(), ApiTags(TAGS[tag]), ApiBearerAuth(), ForActors(), UseGuards(DeniedCommands));
}

/**
 * The route of a command on a dossier, by {@link COMMAND_ROUTES}, with its documentation. Closed to roles that may not do
 * it to any entry, before anything of the request is looked at; to which entry the others may do it is decided in the
 * domain, from the same table.
 */
export function CommandRoute(type: RoutedCommand, text: CommandText): MethodDecorator {
  const { path } = COMMAND_ROUTES[type];
  const roles = POLICY[type].map(({ role }) => role);
  return applyDecorators(
    Post(routerPath(path)),
    ForActors(...roles),
    described(
      { name: type, roles, noBody: text.noBody ?? false },
      path,
      text,
      POLICY[type].map(({ role, also }) => roleText(role, also)),
      [...DOSSIER_PROBLEMS, ...COMMAND_REFUSALS[type]],
    ),
    IDEMPOTENCY_KEY,
    IF_MATCH,
    ApiCreatedResponse({ type: CommandAnswerDto, description: RECORDED, headers: ANSWER_HEADERS }),
    ApiOkResponse({ type: CommandAnswerDto, description: ALREADY_SO, headers: ANSWER_HEADERS }),
  );
}

/** The route of any other command, with its documentation; closed to other roles than those named. */
export function PlainCommandRoute(
  name: string,
  method: 'POST' | 'PUT',
  path: string,
  answer: Type<unknown>,
  text: RouteText,
): MethodDecorator {
  // Whatever has its id in the address has a revision.
  const revisioned = path.includes('{');
  return applyDecorators(
    method === 'POST' ? Post(routerPath(path)) : Put(routerPath(path)),
    ForActors(...text.roles),
    plainly(name, path, text, revisioned ? REVISIONED_PROBLEMS : COMMAND_PROBLEMS),
    IDEMPOTENCY_KEY,
    ...(revisioned ? [IF_MATCH] : []),
    ApiCreatedResponse({ type: answer, description: RECORDED, headers: ANSWER_HEADERS }),
    ApiOkResponse({ type: answer, description: ALREADY_SO, headers: ANSWER_HEADERS }),
  );
}

/** The route of a question that is put by POST, with its documentation; closed to other roles than those named. */
export function QuestionRoute(name: string, path: string, answer: Type<unknown>, text: RouteText): MethodDecorator {
  return applyDecorators(
    Post(routerPath(path)),
    HttpCode(200),
    ForActors(...text.roles),
    plainly(name, path, text, COMMON_PROBLEMS),
    ApiOkResponse({ type: answer, description: `${text.zh} · ${text.en}` }),
  );
}

/** A controller for whoever has no token: who acts is nobody, whatever token is sent. */
export function OpenController(tag: keyof typeof TAGS): ClassDecorator {
  return applyDecorators(Controller(), ApiTags(TAGS[tag]), PublicRoute(), UseGuards(ForgetActor, DeniedCommands));
}

/** How often one address may call an open route in a minute. */
const OPEN_CALLS_A_MINUTE = 30;

/** An act or a question of somebody without a token, put by POST, with its documentation and a limit to its rate. */
export function OpenRoute(
  name: string,
  path: string,
  status: 200 | 201,
  answer: Type<unknown>,
  { zh, en, clause, problems }: Omit<RouteText, 'roles'>,
): MethodDecorator {
  return applyDecorators(
    Post(routerPath(path)),
    HttpCode(status),
    RouteConfig({ rateLimit: { max: OPEN_CALLS_A_MINUTE, timeWindow: 60_000 } }),
    SetMetadata(ROUTE, { name, roles: [], noBody: false } satisfies RouteFacts),
    ApiOperation({
      operationId: name,
      summary: `${zh} · ${en}`,
      description: `**依据 Clause**: ${clause}\n\n**可用角色 Roles**: 公众 everybody`,
    }),
    ApiProblems([...OPEN_PROBLEMS, ...(status === 201 ? OPEN_COMMAND_PROBLEMS : []), ...(problems ?? [])]),
    ...(status === 201 ? [IDEMPOTENCY_KEY] : []),
    (status === 201 ? ApiCreatedResponse : ApiOkResponse)({ type: answer, description: `${zh} · ${en}` }),
  );
}

const OPEN_COMMAND_PROBLEMS = ['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'OUTCOME_UNKNOWN'] as const;

function plainly(
  name: string,
  path: string,
  text: RouteText,
  common: readonly ProblemCode[],
): MethodDecorator & ClassDecorator {
  const { roles, noBody = false, problems = [] } = text;
  const who = roles.map((role) => roleText(role));
  return described({ name, roles, noBody }, path, text, who, [...common, ...problems]);
}

function described(
  facts: RouteFacts,
  path: string,
  text: CommandText,
  who: readonly string[],
  problems: readonly ProblemCode[],
): MethodDecorator & ClassDecorator {
  const roles = who.length === 0 ? '任何已登录者 everybody with a token' : who.join('、');
  return applyDecorators(
    SetMetadata(ROUTE, facts),
    ApiOperation({
      operationId: facts.name,
      summary: `${text.zh} · ${text.en}`,
      description: `**依据 Clause**: ${text.clause}\n\n**可用角色 Roles**: ${roles}`,
    }),
    ...parametersOf(path).map((parameter) => ApiParam(parameterOf(path, parameter))),
    ApiProblems([
      ...(path.includes('{') ? (['ADDRESS_MALFORMED'] as const) : []),
      // Told of all commands, see DeniedCommands.
      ...(path.includes('{entryId}') ? (['OWNED_ELSEWHERE'] as const) : []),
      ...problems,
    ]),
  );
}

function roleText(role: string, also: readonly string[] = []): string {
  const name = `${labelOf('Role', role).zh} \`${role}\``;
  return also.length === 0 ? name : `${name}（${also.map((one) => `\`${one}\``).join(' / ')}）`;
}

const RECORDED =
  '已记录；重复的命令带 `Idempotent-Replay: true`。 · Recorded; a repeat says so in `Idempotent-Replay`.';
const ALREADY_SO = '此前已是如此，未记录事件。 · It was so already; nothing was recorded.';
const ANSWER_HEADERS = {
  ETag: { description: '修订号 · revision', schema: { type: 'string', example: '"12"' } },
  'Idempotency-Key': { description: '命令编号 · id of the command', schema: { type: 'string', format: 'uuid' } },
  'Idempotent-Replay': { description: '仅在重复时 · only on a repeat', schema: { type: 'string', enum: ['true'] } },
};

const IF_MATCH = ApiHeader({
  name: 'If-Match',
  required: false,
  description:
    '修订号（强 ETag）。已过时则答复 412；不给出时在最新状态上重新决定。 · Revision as a strong ETag; 412 when stale. Without it a conflict is decided anew on the fresh state.',
  schema: { type: 'string', example: '"12"' },
});

const IDEMPOTENCY_KEY = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    '命令的 UUID。重复发送同一命令时得到同一答复，不会产生第二个事件。缺省时由服务生成并返回。 · UUID of the command; a repeat answers the same and writes nothing. Made, and returned, when absent.',
  schema: { type: 'string', format: 'uuid', example: '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10' },
});
