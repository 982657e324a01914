import { compileErrors, validate } from '@readme/openapi-parser';
import { POLICY } from '#libs/dossier';
import { COMMAND_REFUSALS } from './refusals.js';
import { COMMAND_ROUTES, routerPath } from './routes.js';
import { startApi, type Harness } from './testing/harness.js';

const SYSTEM = [
  'SettleDueDeadlines',
  'RecomputeDeadlines',
  'RunExitChain',
  'OpenStandardReview',
  'CrossCheckAfterRecognition',
  'ReferDossier',
  'CrossCheckJoined',
];

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref?: string } }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly examples?: object }> }>;
}

describe('the routes of the command API', () => {
  let api: Harness;
  let operations: Map<string, { path: string; method: string; operation: Operation }>;
  // The module is heavy to load; nothing in it depends on a test.
  beforeAll(async () => {
    api = await startApi();
    operations = new Map(
      Object.entries(api.openApi().paths).flatMap(([path, methods]) =>
        Object.entries(methods as Record<string, Operation>).map(
          ([method, operation]) => [operation.operationId, { path, method, operation }] as const,
        ),
      ),
    );
  });
  afterAll(() => api.close());

  it('give every command an address but those that only the system issues', () => {
    const commands = Object.keys(POLICY).filter((type) => !SYSTEM.includes(type));
    expect(Object.keys(COMMAND_ROUTES).sort()).toEqual(commands.sort());
    expect(Object.keys(COMMAND_REFUSALS).sort()).toEqual(commands.sort());
  });

  it('are all different, and written as nouns in lower case', () => {
    const paths = Object.values(COMMAND_ROUTES).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^(\/([a-z]+(-[a-z]+)*|\{[a-zA-Z]+\}))+$/);
  });

  it('are served, and documented under the name of their command', () => {
    const fastify = api.app.getHttpAdapter().getInstance();
    for (const [type, { method, path }] of Object.entries(COMMAND_ROUTES)) {
      expect({ type, served: fastify.hasRoute({ method, url: routerPath(path) }) }).toEqual({ type, served: true });
      expect(operations.get(type)).toMatchObject({ path, method: 'post' });
    }
  });

  it('document roles, clause, headers and every problem with an example', () => {
    for (const type of Object.keys(COMMAND_ROUTES) as (keyof typeof COMMAND_ROUTES)[]) {
      const { operation } = operations.get(type) ?? {};
      expect(operation?.description).toContain('依据 Clause');
      for (const { role } of POLICY[type]) if (role !== 'SYSTEM') expect(operation?.description).toContain(role);
      const headers = operation?.parameters?.filter((one) => one.in === 'header').map(({ name }) => name);
      expect(headers).toEqual(expect.arrayContaining(['Idempotency-Key', 'If-Match']));
      const told = Object.values(operation?.responses ?? {}).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      );
      expect(told).toEqual(
        expect.arrayContaining([...COMMAND_REFUSALS[type], 'ROLE_NOT_ALLOWED', 'REVISION_STALE', 'TOKEN_MISSING']),
      );
    }
  });

  it('describe every body by a schema with a Chinese label on each field', () => {
    const schemas = api.openApi().components?.schemas as Record<
      string,
      { readonly properties?: Record<string, { readonly description?: string }> }
    >;
    for (const { operation } of operations.values()) {
      const ref = operation.requestBody?.content['application/json']?.schema.$ref;
      if (ref === undefined) continue;
      const properties = schemas[ref.replace('#/components/schemas/', '')]?.properties ?? {};
      expect(Object.keys(properties).length).toBeGreaterThan(0);
      for (const property of Object.values(properties)) expect(property.description).toMatch(/\p{Script=Han}/u);
    }
  });

  it('make an OpenAPI 3.1 document that is valid', async () => {
    const document = structuredClone(api.openApi()) as unknown as Parameters<typeof validate>[0];
    const result = await validate(document);
    if (!result.valid) throw new Error(compileErrors(result));
    expect(result.valid).toBe(true);
  });
});
