import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ForActors, type Role } from '#libs/access';
import { problem, problemBody, type ProblemMapper, type ProblemSpec } from '#libs/platform';
import { labelOf } from '#libs/rules';
import { COMMON_PROBLEMS, ProblemDto } from '../http/api-problem.js';
import { PROBLEMS, type DocumentedProblem } from '../http/problem-catalogue.js';

export type DocumentedProblems = Readonly<Record<string, DocumentedProblem>>;

export interface RouteDescription {
  /** `operationId` in the OpenAPI document. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly clause: string;
  /** None: every authenticated actor; who may do what is decided behind it. */
  readonly roles: readonly Role[];
  readonly problems?: DocumentedProblems;
  /** The shape of problems that say more than others. */
  readonly problemType?: Type<ProblemDto>;
  /** Path parameters that are UUIDs, with their labels. */
  readonly ids?: Readonly<Record<string, string>>;
}

/** Documents and guards a route of uploads and jobs. */
export function DescribedRoute(route: RouteDescription): MethodDecorator {
  const { name, zh, en, clause, roles, problems = {}, problemType = ProblemDto, ids = {} } = route;
  const who = roles.map((role) => `${labelOf('Role', role).zh} \`${role}\``).join('、');
  const inAddress = Object.keys(ids).length === 0 ? [] : (['ADDRESS_MALFORMED'] as const);
  const common = Object.fromEntries([...inAddress, ...COMMON_PROBLEMS].map((code) => [code, PROBLEMS[code]]));
  return applyDecorators(
    ForActors(...roles),
    ApiExtraModels(problemType),
    ApiOperation({
      operationId: name,
      summary: `${zh} · ${en}`,
      description: `**依据 Clause**: ${clause}\n\n**可用角色 Roles**: ${who === '' ? '任何已登录者 everybody with a token' : who}`,
    }),
    ...Object.entries(ids).map(([parameter, description]) =>
      ApiParam({ name: parameter, description, schema: { type: 'string', format: 'uuid' } }),
    ),
    problemResponses({ ...common, ...problems }, problemType),
  );
}

/** Requests to begin from, by name. */
export type RequestExamples = Readonly<Record<string, { readonly summary: string; readonly value: object }>>;

/** Documents a form with a file; the examples are of its fields. */
export function ApiUpload(
  properties: Readonly<Record<string, object>>,
  required: readonly string[],
  examples: RequestExamples,
): MethodDecorator {
  return applyDecorators(
    ApiConsumes('multipart/form-data'),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        properties: { ...properties, file: { type: 'string', format: 'binary', description: '文件 · the file' } },
        required: [...required, 'file'],
      },
      examples,
    }),
  );
}

function problemResponses(problems: DocumentedProblems, problemType: Type<ProblemDto>): MethodDecorator {
  const byStatus = new Map<number, [string, DocumentedProblem][]>();
  for (const [code, spec] of Object.entries(problems)) {
    byStatus.set(spec.status, [...(byStatus.get(spec.status) ?? []), [code, spec]]);
  }
  return applyDecorators(
    ...[...byStatus].map(([status, ofStatus]) =>
      ApiResponse({
        status,
        description: ofStatus.map(([code]) => `\`${code}\``).join(' · '),
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(problemType) },
            examples: Object.fromEntries(
              ofStatus.map(([code, spec]) => [code, { value: problemBody({ code, ...spec }) }]),
            ),
          },
        },
      }),
    ),
  );
}

/** What the work throws, as a problem where these mappers know it: so that it is registered and answered by its code. */
export async function asProblems<T>(mappers: readonly ProblemMapper[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (const mapper of mappers) {
      const spec: ProblemSpec | undefined = mapper(error);
      if (spec !== undefined) throw problem(spec);
    }
    throw error;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws ProblemException 400 VALIDATION_FAILED */
export function uuidParameter(name: string, value: string): string {
  if (UUID.test(value)) return value;
  const [zh, en] = ['应为小写 UUID。', 'Must be a UUID in lower case.'];
  throw problem({ ...PROBLEMS.VALIDATION_FAILED, code: 'VALIDATION_FAILED', pointers: [{ parameter: name, zh, en }] });
}
