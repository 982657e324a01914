import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { validate } from '@readme/openapi-parser';
import { QueryApp } from './testing/query-app.js';

const ROUTES = [
  'GET /audit/decisions',
  'GET /audit/denied',
  'GET /complaints',
  'GET /deadlines',
  'GET /deadlines/units',
  'GET /disputes',
  'GET /events',
  'GET /exchange/changes',
  'GET /exchange/consumers',
  'GET /external-lists',
  'GET /external-lists/{listId}/deliveries',
  'GET /external-lists/{listId}/entries',
  'GET /grants',
  'GET /lists/{list}',
  'GET /lookup-anomalies',
  'GET /lookup-reviews',
  'GET /lookup-samples/{month}',
  'GET /lookups',
  'GET /mask-profiles',
  'GET /matters',
  'GET /matters/coverage',
  'GET /measures/instructions',
  'GET /measures/proposals',
  'GET /measures/records',
  'GET /measures/violations',
  'GET /positions',
  'GET /public/feeds/{feed}',
  'GET /public/lists/{list}',
  'GET /public/measure-lists',
  'GET /public/publications',
  'GET /public/query-matters',
  'GET /publication-tasks',
  'GET /repairs',
  'GET /reports',
  'GET /retentions',
  'GET /rules',
  'GET /standard-reviews',
  'GET /standards',
  'GET /subjects/{subjectId}',
  'GET /subjects/{subjectId}/entries',
  'GET /subjects/{subjectId}/entries/{entryId}',
  'GET /subjects/{subjectId}/entries/{entryId}/measures',
  'GET /subjects/{subjectId}/entries/{entryId}/papers',
  'GET /subjects/{subjectId}/entries/{entryId}/papers/{paperId}',
  'GET /subjects/{subjectId}/file',
  'GET /subjects/{subjectId}/lookups',
  'GET /subjects/{subjectId}/responsibilities',
  'GET /subjects/{subjectId}/timeline',
  'GET /tasks',
  'GET /units',
  'GET /webhooks',
  'GET /webhooks/{webhookId}/deliveries',
  'POST /complaints/{complaintId}/file',
  'POST /decisions',
  'POST /decisions/receipts/verification',
  'POST /external-lists/{listId}/forwardings/search',
  'POST /lists/{list}/export',
  'POST /matters',
  'POST /reference-hits',
  'POST /subjects/{subjectId}/entries/search',
  'POST /subjects/{subjectId}/entries/{entryId}/papers/{paperId}/look-up',
  'POST /subjects/{subjectId}/timeline/search',
];

interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: object }>;
}

describe('the OpenAPI document of the questions', () => {
  let api: QueryApp;
  beforeAll(async () => {
    api = await QueryApp.start({}, '2026-10-01T04:00:00.000Z');
  }, 30_000);
  afterAll(() => api.stop());

  const documented = () => {
    const config = new DocumentBuilder()
      .setTitle('Mingdan')
      .setVersion('1')
      .setOpenAPIVersion('3.1.0')
      .addBearerAuth()
      .build();
    return SwaggerModule.createDocument(api.nest, config);
  };
  const operations = (): [string, Operation][] =>
    Object.entries(documented().paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );

  it('is valid OpenAPI 3.1', async () => {
    const result = await validate(structuredClone(documented()) as never);
    expect(result).toMatchObject({ valid: true });
  });

  it('holds every route once, with a name, a summary in both languages, an answer and its problems', () => {
    const found = operations();
    expect(found.map(([route]) => route).sort()).toEqual(ROUTES);
    const names = found.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(ROUTES.length);
    for (const [route, { summary, parameters = [], responses }] of found) {
      expect([route, summary]).toEqual([route, expect.stringMatching(/\p{Script=Han}.* · .*[a-z]/u)]);
      expect([route, Object.keys(responses)]).toEqual([route, expect.arrayContaining(['200'])]);
      expect([route, responses['200']?.content]).toEqual([route, expect.any(Object)]);
      const keys = parameters.map((one) => `${one.in} ${one.name}`);
      expect([route, keys]).toEqual([route, [...new Set(keys)]]);
    }
  });

  it('documents that the public needs no token and everybody else does', () => {
    for (const [route, operation] of operations()) {
      const open = route.includes('/public/');
      expect([route, 'security' in operation]).toEqual([route, !open]);
      expect([route, '401' in operation.responses]).toEqual([route, !open]);
    }
  });
});
