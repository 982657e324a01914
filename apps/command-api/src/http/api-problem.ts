import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { problemBody } from '#libs/platform';
import { PROBLEMS, type DocumentedProblem, type ProblemCode } from './problem-catalogue.js';

export class ProblemErrorDto {
  @ApiProperty({ required: false, description: 'JSON 指针 · JSON pointer into the body', example: '/basis/0/date' })
  pointer?: string;
  @ApiProperty({ required: false, description: '路径或查询参数 · parameter' })
  parameter?: string;
  @ApiProperty({ required: false, description: '请求头 · header' })
  header?: string;
  @ApiProperty({ required: false, description: '未满足的约束 · constraint', example: 'isLegalDate' })
  constraint?: string;
  @ApiProperty({
    required: false,
    description: '该处的代码 · code of what is wrong there',
    example: 'REMEDIES_MISSING',
  })
  code?: string;
  @ApiProperty({ required: false, description: '该处未满足的条款 · clause that is not kept there' })
  clause?: string;
  @ApiProperty({ description: '中文说明' })
  detail!: string;
  @ApiProperty({ description: 'English' })
  detailEn!: string;
}

/** RFC 9457 problem details. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:mingdan:problem:already-recognized' })
  type!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ type: 'integer' })
  status!: number;
  @ApiProperty({ description: '稳定的代码，供程序判断 · stable code', example: 'ALREADY_RECOGNIZED' })
  code!: string;
  @ApiProperty({ required: false, description: '据以拒绝的规则 · rule that refuses' })
  rule?: string;
  @ApiProperty({ required: false, description: '规则所依据的条款 · clause it rests on' })
  clause?: string;
  @ApiProperty({ description: '中文说明' })
  detail!: string;
  @ApiProperty({ description: 'English' })
  detailEn!: string;
  @ApiProperty({ type: [ProblemErrorDto], required: false })
  errors?: ProblemErrorDto[];
  @ApiProperty({ type: 'integer', required: false, description: '文件中有误的行 · row of a file that is wrong' })
  row?: number;
}

/** What every request can be answered with. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  'VALIDATION_FAILED',
  'BODY_EMPTY',
  'BODY_NOT_JSON',
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'TOKEN_CLAIMS',
  'ROLE_NOT_ALLOWED',
  'YOUR_UNIT_MERGED',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'STORE_UNAVAILABLE',
  'VAULT_UNAVAILABLE',
  'ISSUER_UNAVAILABLE',
  'REGISTER_UNAVAILABLE',
];

/** What every request of somebody without a token can be answered with. */
export const OPEN_PROBLEMS: readonly ProblemCode[] = [
  ...(['VALIDATION_FAILED', 'BODY_EMPTY', 'BODY_NOT_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ...(['TOO_MANY_REQUESTS', 'STORE_UNAVAILABLE', 'VAULT_UNAVAILABLE', 'REGISTER_UNAVAILABLE'] as const),
];

/** What every request that changes something can be answered with. */
export const COMMAND_PROBLEMS: readonly ProblemCode[] = [
  ...COMMON_PROBLEMS,
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'ACT_TOO_LARGE',
  'OUTCOME_UNKNOWN',
];

/** What every command on something with a revision can be answered with. */
export const REVISIONED_PROBLEMS: readonly ProblemCode[] = [...COMMAND_PROBLEMS, 'IF_MATCH_INVALID', 'REVISION_STALE'];

/** What every command on an existing dossier can be answered with. */
export const DOSSIER_PROBLEMS: readonly ProblemCode[] = [
  ...REVISIONED_PROBLEMS,
  'SUBJECT_UNKNOWN',
  'SUBJECT_JOINED',
  'RETENTION_OVER',
];

/**
 * Documents the problems of a route: one answer for each status, with an example for each code. The examples stand once
 * in the document; {@link withProblemExamples} puts them there.
 */
export function ApiProblems(codes: readonly ProblemCode[]): MethodDecorator {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status }: DocumentedProblem = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...byStatus].map(([status, ofStatus]) =>
      ApiResponse({
        status,
        description: ofStatus.map((code) => `\`${code}\``).join(' · '),
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            examples: Object.fromEntries(ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
          },
        },
      }),
    ),
  );
}

/** The document with an example of every problem that its routes name. */
export function withProblemExamples<D extends { components?: object }>(document: D): D {
  const examples = Object.fromEntries(
    Object.entries(PROBLEMS as Readonly<Record<string, DocumentedProblem>>).map(([code, problem]) => [
      code,
      { summary: problem.zh, value: problemBody({ code, ...problem }) },
    ]),
  );
  const known = (document.components as { examples?: object } | undefined)?.examples;
  return { ...document, components: { ...document.components, examples: { ...examples, ...known } } };
}
