import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { documentApi as document } from '#libs/composition';
import { withProblemExamples } from '../../command-api/src/index.js';

/** Documents everything that is served, at `/docs` and `/openapi.json`. */
export function documentApi(app: NestFastifyApplication): void {
  document(app, {
    title: '名单 Mingdan',
    description:
      '红名单、黑名单与重点关注名单的全生命周期服务。每个命令成为不可更改的事件；拒绝带有稳定代码、规则与条款。\n\n' +
      'The system of record for red, black and focus lists. Every command becomes an immutable event; a refusal names its code, rule and clause.',
    finish: withProblemExamples,
  });
}
