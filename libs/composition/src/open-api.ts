import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

export interface ApiDescription {
  readonly title: string;
  /** Chinese, then English. */
  readonly description: string;
  /** Last touches to the document. */
  readonly finish?: (document: OpenAPIObject) => OpenAPIObject;
}

/** The OpenAPI 3.1 document of everything that is served. */
export function openApiOf(
  app: NestFastifyApplication,
  { title, description, finish = (document) => document }: ApiDescription,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion('0.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .build();
  return finish(SwaggerModule.createDocument(app, config));
}

/** `/docs` to browse, `/openapi.json` for machines. */
export function documentApi(app: NestFastifyApplication, api: ApiDescription): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app, api), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: `${api.title} API`,
    swaggerOptions: { persistAuthorization: false, docExpansion: 'none', filter: true, tagsSorter: 'alpha' },
  });
}
