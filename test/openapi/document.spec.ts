import type { OpenAPIObject } from '@nestjs/swagger';
import { compileErrors, validate } from '@readme/openapi-parser';
import { jest } from '@jest/globals';
import { startProduct, type Product } from '#test/product';
import { PAGES } from './checker.js';
import { routesOf, routeTable, type Route } from './document.js';

jest.setTimeout(60_000);

/** Whoever asks these has no token: the public, a supervisor of processes, and who is about to log in. */
const OPEN = /^((GET|POST) \/public\/|GET \/health\/|GET \/metrics$|GET \/demo\/users$|POST \/demo\/tokens$)/;

const BOTH_LANGUAGES = /\p{Script=Han}.* · .*[A-Za-z]/u;

describe('the document at /openapi.json', () => {
  let product: Product;
  let document: OpenAPIObject;
  let routes: readonly Route[];

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-01' });
    document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    routes = routesOf(document);
  });
  afterAll(() => product.stop());

  /** The routes of which something does not hold. */
  const failing = (holds: (route: Route) => boolean): readonly string[] =>
    routes.filter((route) => !holds(route)).map(({ method, path }) => `${method} ${path}`);
  const isOpen = ({ method, path }: Route): boolean => OPEN.test(`${method} ${path}`);

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const result = await validate(structuredClone(document) as never);
    if (!result.valid) throw new Error(compileErrors(result));
    expect(result.valid).toBe(true);
  });

  it('lists exactly the routes that the server has', () => {
    const served = routeTable(product.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    expect(served.length).toBeGreaterThan(100);
    const documented = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(served.filter((route) => !PAGES.test(route.replace(/^GET /, ''))).sort()).toEqual([...documented].sort());
  });

  it('gives each operation a name of its own, a summary in both languages, and a tag', () => {
    const names = routes.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(routes.length);
    expect(failing(({ operation }) => /^[A-Za-z]+$/.test(operation.operationId ?? ''))).toEqual([]);
    expect(failing(({ operation }) => BOTH_LANGUAGES.test(operation.summary ?? ''))).toEqual([]);
    expect(
      failing(({ operation }) => operation.tags?.length === 1 && BOTH_LABELS.test(operation.tags[0] ?? '')),
    ).toEqual([]);
  });

  it('says which operations need a token, and what happens without one', () => {
    expect(failing((route) => (route.operation.security !== undefined) === !isOpen(route))).toEqual([]);
    expect(failing((route) => '401' in route.operation.responses === !isOpen(route))).toEqual([]);
    expect(document.components?.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
  });

  it('describes what each answers when it succeeds', () => {
    expect(
      failing(({ operation }) => {
        const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
        return (
          successes.length > 0 &&
          successes.every(
            ([, { description, content }]) =>
              description !== undefined &&
              description !== '' &&
              Object.keys(content ?? {}).length > 0 &&
              Object.values(content ?? {}).every(({ schema }) => schema !== undefined),
          )
        );
      }),
    ).toEqual([]);
  });

  it('describes every parameter with an example or its values, and every path parameter', () => {
    expect(
      failing(({ path, operation }) => {
        const inPath = operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? [];
        return (
          JSON.stringify(inPath.sort()) ===
          JSON.stringify([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort())
        );
      }),
    ).toEqual([]);
    expect(
      failing(({ operation }) => (operation.parameters ?? []).every(({ schema }) => schema !== undefined)),
    ).toEqual([]);
  });

  it('names every problem by its code, with an example that is one', () => {
    const examples = (document.components?.examples ?? {}) as Record<string, { value?: unknown }>;
    const wrong: string[] = [];
    for (const { method, path, operation } of routes) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const told = content?.['application/problem+json']?.examples ?? {};
        // Readiness answers its report, ready or not.
        if (content?.['application/json'] !== undefined) continue;
        if (Object.keys(told).length === 0) wrong.push(`${method} ${path} ${status}: no example`);
        for (const [code, one] of Object.entries(told)) {
          const value = (one.$ref === undefined ? one.value : examples[one.$ref.split('/').at(-1) ?? '']?.value) as
            { code?: string; status?: number; detail?: string; detailEn?: string } | undefined;
          if (value?.code !== code || value.status !== Number(status) || !value.detail || !value.detailEn)
            wrong.push(`${method} ${path} ${status} ${code}: ${JSON.stringify(value)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(
      failing(
        (route) =>
          Object.keys(route.operation.responses).some((status) => Number(status) >= 400) || HARMLESS.test(route.path),
      ),
    ).toEqual([]);
  });
});

const BOTH_LABELS = /^\d \p{Script=Han}.* [A-Z]/u;
/** Cannot be asked wrongly. */
const HARMLESS = /^\/(health\/live|metrics|demo\/users)$/;
