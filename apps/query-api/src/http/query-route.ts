import { Controller, Get, Header, HttpCode, Post, UseGuards, applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForActors, PublicRoute, type Role } from '#libs/access';
import { DeniedQuestions } from './denied-questions.guard.js';
import { ApiQueryProblems, type QueryProblem } from './problems.js';

/** Groups of the OpenAPI document. */
export const QUERY_TAGS = {
  lists: '8 名单查询 Lists',
  subjects: '8 主体与全过程 Subjects and timelines',
  oversight: '8 时限与审计 Deadlines and audit',
  desks: '8 工作清单 Desks',
  reference: '8 标准、单位与规则 Standards, units and rules',
  measures: '8 联合奖惩 Joint measures',
  complaints: '8 投诉与举报 Complaints and reports',
  exchange: '8 交换 Exchange',
  register: '8 查询登记 Look-up register',
  external: '8 外部名单 Lists of others',
  public: '8 公众查询 Public',
} as const;

export interface QueryText {
  /** Operation of the API. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Section of the specification. */
  readonly clause: string;
  /** Roles that may ask; what each of them sees is decided behind. Empty with `public`. */
  readonly roles: readonly Role[];
  readonly answer?: Type<unknown>;
  readonly problems?: readonly QueryProblem[];
  readonly public?: boolean;
}

const uuid = { type: 'string', format: 'uuid', example: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' } as const;
const PARAMETERS: Readonly<Record<string, { readonly description: string; readonly schema: object }>> = {
  subjectId: { description: '主体编号 · subject', schema: uuid },
  entryId: { description: '条目编号 · entry', schema: uuid },
  complaintId: { description: '投诉编号 · complaint', schema: uuid },
  paperId: { description: '文书编号 · paper', schema: uuid },
  listId: { description: '外部名单编号 · list of somebody else', schema: uuid },
  webhookId: { description: '推送订阅编号 · webhook', schema: uuid },
  feed: {
    description: '红名单、黑名单，或公示与公告 · a list, or initial lists and notices',
    schema: { type: 'string', enum: ['red', 'black', 'notices'], example: 'notices' },
  },
  month: {
    description: '月份 · month',
    schema: { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', example: '2026-08' },
  },
  list: { description: '名单 · list', schema: { type: 'string', enum: ['red', 'black', 'focus'], example: 'black' } },
};
/** The public sees no focus list. */
const PUBLIC_LIST = { type: 'string', enum: ['red', 'black'], example: 'black' } as const;
const COMMON: readonly QueryProblem[] = ['VALIDATION_FAILED', 'STORE_UNAVAILABLE', 'VAULT_UNAVAILABLE'];
const BODY = ['BODY_EMPTY', 'BODY_NOT_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;
const AUTHENTICATED: readonly QueryProblem[] = [
  ...(['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_CLAIMS', 'ROLE_NOT_ALLOWED'] as const),
  'YOUR_UNIT_MERGED',
  ...(['ISSUER_UNAVAILABLE', 'REGISTER_UNAVAILABLE', 'READ_MODEL_BEHIND'] as const),
];

/** A controller of one question. */
export function QueryController(tag: keyof typeof QUERY_TAGS): ClassDecorator {
  return applyDecorators(Controller(), ApiTags(QUERY_TAGS[tag]));
}

/** `GET` of a question, with its documentation. Answers about subjects are kept by nobody (architecture 5). */
export function QueryRoute(path: string, text: QueryText): MethodDecorator {
  return applyDecorators(Get(routerPath(path)), described(path, text));
}

/**
 * A question that is put by `POST`: with an identifier or a purpose in its body. It is refused without a purpose that
 * the unit has published, and the refusal registered (6.2).
 */
export function QuestionRoute(path: string, text: QueryText): MethodDecorator {
  const problems = [...(text.problems ?? []), 'PURPOSE_NOT_PUBLISHED', ...BODY] as const;
  const denied = UseGuards(DeniedQuestions);
  return applyDecorators(Post(routerPath(path)), HttpCode(200), denied, described(path, { ...text, problems }));
}

const routerPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

function described(path: string, text: QueryText): MethodDecorator {
  const roles = text.roles.map((role) => `\`${role}\``).join('、');
  const open = text.public === true;
  const inAddress = path.includes('{') ? (['ADDRESS_MALFORMED'] as const) : [];
  return applyDecorators(
    ...(open ? [PublicRoute()] : [ForActors(...text.roles), ApiBearerAuth()]),
    Header('Cache-Control', open ? 'no-cache' : 'private, no-store'),
    ApiOperation({
      operationId: text.name,
      summary: `${text.zh} · ${text.en}`,
      description: `**依据 Clause**: ${text.clause}\n\n**可用角色 Roles**: ${open ? '公众 everybody' : roles}`,
    }),
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
      const known = PARAMETERS[name];
      if (known === undefined) throw new Error(`the path parameter ${name} is not described`);
      return ApiParam({ name, ...known, ...(open && name === 'list' && { schema: PUBLIC_LIST }) });
    }),
    ...(text.answer ? [ApiOkResponse({ type: text.answer, description: `${text.zh} · ${text.en}` })] : []),
    ApiQueryProblems([...COMMON, ...inAddress, ...(open ? [] : AUTHENTICATED), ...(text.problems ?? [])]),
  );
}
