import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { problemBody, type ProblemSpec } from '#libs/platform';
import { PROBLEMS, type ProblemCode } from '../../command-api/src/index.js';

/** Documents the problems of a route that belongs to no API of its own: codes of the catalogue, or whole problems. */
export function ApiPlainProblems(...problems: readonly (ProblemCode | ProblemSpec)[]): MethodDecorator {
  const byStatus = new Map<number, ProblemSpec[]>();
  for (const one of problems) {
    const spec: ProblemSpec = typeof one === 'string' ? { code: one, ...PROBLEMS[one] } : one;
    byStatus.set(spec.status, [...(byStatus.get(spec.status) ?? []), spec]);
  }
  return applyDecorators(
    ...[...byStatus].map(([status, specs]) =>
      ApiResponse({
        status,
        description: specs.map(({ code }) => `\`${code}\``).join(' · '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemDto' },
            examples: Object.fromEntries(
              specs.map((spec) => [spec.code, { summary: spec.zh, value: problemBody(spec) }]),
            ),
          },
        },
      }),
    ),
  );
}
