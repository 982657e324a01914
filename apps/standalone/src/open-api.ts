import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { withProblemExamples } from '../../command-api/src/index.js';

/** The OpenAPI 3.1 document of everything that is served. */
export function openApiOf(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('名单 Mingdan')
    .setDescription(
      '红名单、黑名单与重点关注名单的全生命周期服务。每个命令成为不可更改的事件；拒绝带有稳定代码、规则与条款。\n\n' +
        'The system of record for red, black and focus lists. Every command becomes an immutable event; a refusal names its code, rule and clause.',
    )
    .setVersion('0.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .build();
  return withProblemExamples(SwaggerModule.createDocument(app, config));
}

/** `/docs` to browse, `/openapi.json` for machines. */
export function documentApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: '名单 Mingdan API',
    swaggerOptions: { persistAuthorization: false, docExpansion: 'none', filter: true, tagsSorter: 'alpha' },
  });
}
