import type { OpenAPIObject } from '@nestjs/swagger';
import { jest } from '@jest/globals';
import { DEMONSTRATION_USERS } from '#libs/access';
import { startProduct, type Product } from '#test/product';
import { COMMAND_ROUTES } from '../../apps/command-api/src/routes.js';
import { Canaries } from '../canary/canaries.js';
import { PURPOSE, setTheStage, tellTheStory, type Told } from '../canary/story.js';
import type { Answer } from '../crash/client.js';
import { RecordingClient } from '../crash/recording-client.js';
import { AnswerChecker } from './checker.js';
import { exampleOf, routesOf, type Route } from './document.js';

jest.setTimeout(90_000);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const SOME_ID = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';

describe('every documented route, called as documented', () => {
  let product: Product;
  let client: RecordingClient;
  let document: OpenAPIObject;
  let routes: readonly Route[];
  let checker: AnswerChecker;
  let told: Told;
  const succeeded = new Set<string>();

  beforeAll(async () => {
    product = await startProduct({ now: new Date(Date.now() - 60_000).toISOString() });
    client = new RecordingClient({ base: product.base, up: () => Promise.resolve() });
    document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    routes = routesOf(document);
    checker = new AnswerChecker(document);
    await setTheStage(client);
    told = await tellTheStory(client, new Canaries());
  });
  afterAll(() => product.stop());

  const nameOf = ({ operation }: Route): string => operation.operationId ?? '';

  function routeOf(method: string, path: string): Route {
    const [address = ''] = path.split('?');
    const fitting = routes.filter(
      (route) => route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address),
    );
    const [found] = fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
    if (found === undefined) throw new Error(`${method} ${path} is not documented`);
    return found;
  }

  /** Holds an answer against the document; remembers which routes have succeeded. */
  function faults(route: Route, answer: Answer): readonly string[] {
    if (answer.status < 300) succeeded.add(nameOf(route));
    return checker.faults(route, answer);
  }

  function urlOf({ path, operation }: Route): string {
    const known: Record<string, string> = { subjectId: told.subjectId, entryId: told.entry.split('/').at(-1) ?? '' };
    return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = operation.parameters?.find((one) => one.in === 'path' && one.name === name);
      const values = parameter?.schema?.['enum'] as readonly string[] | undefined;
      return known[name] ?? textOf(parameter?.example ?? parameter?.schema?.example ?? values?.[0] ?? SOME_ID);
    });
  }

  function requiredQuery({ operation }: Route): string {
    const required = (operation.parameters ?? []).filter((one) => one.in === 'query' && one.required === true);
    const query = new URLSearchParams(required.map((one) => [one.name, textOf(one.example ?? one.schema?.example)]));
    return required.length === 0 ? '' : `?${query}`;
  }

  /** The body of the document's own example, as it is sent. */
  function bodyOf({ operation }: Route, all: boolean): { readonly type: string; readonly body: string } | undefined {
    const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    if (type === undefined || media === undefined) return undefined;
    if (type !== 'application/json') return { type, body: textOf(media.example ?? media.schema?.example) };
    const schemas = document.components?.schemas ?? {};
    return { type, body: JSON.stringify(media.example ?? exampleOf(media.schema ?? {}, schemas, all)) };
  }

  /** Accounts of the roles that the document names for a route, in its order; all of them where it names none. */
  function accountsFor({ operation }: Route): readonly (string | undefined)[] {
    if (operation.security === undefined) return [undefined];
    const roles = [...(operation.description ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, role]) => role);
    const fitting = roles.flatMap((role) =>
      DEMONSTRATION_USERS.filter((user) => user.roles.some((one) => one === role)),
    );
    const users = fitting.length > 0 ? fitting : DEMONSTRATION_USERS;
    return [...new Set(users.map(({ officialId }) => officialId))];
  }

  async function send(
    route: Route,
    as: string | undefined,
    given: { type?: string; body?: string } = {},
    url = urlOf(route),
  ): Promise<Answer> {
    const abort = new AbortController();
    const answer = await fetch(product.base + url, {
      method: route.method,
      signal: abort.signal,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${await product.token(as)}` }),
        ...(given.type !== undefined && { 'content-type': given.type }),
      },
      ...(given.body !== undefined && { body: given.body }),
    });
    const isFeed = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    let text: string;
    if (isFeed && answer.body !== null) {
      const { value } = await answer.body.getReader().read();
      text = Buffer.from(value ?? []).toString('utf8');
      abort.abort();
    } else text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  }

  it('answers a whole story as documented', () => {
    const found = client.recorded.flatMap(({ method, path, answer }) => faults(routeOf(method, path), answer));
    expect(found).toEqual([]);
    expect(client.recorded.length).toBeGreaterThan(30);
  });

  it.each(['all that may be given', 'only what must be given'])(
    'takes its own example, %s, from whoever may',
    async (how) => {
      const found: string[] = [];
      for (const route of routes) {
        let answer: Answer | undefined;
        for (const as of accountsFor(route)) {
          answer = await send(
            route,
            as,
            bodyOf(route, how.startsWith('all')),
            `${urlOf(route)}${requiredQuery(route)}`,
          );
          found.push(...faults(route, answer));
          if (answer.status !== 403) break;
        }
        const code = (answer?.body as { code?: string } | undefined)?.code ?? '';
        if (/^(VALIDATION_FAILED|BODY_|TOKEN_|ROLE_NOT_ALLOWED|UNSUPPORTED)/.test(code))
          found.push(`${nameOf(route)}: the example is answered ${answer?.text ?? ''}`);
      }
      expect([...new Set(found)]).toEqual([]);
    },
  );

  it('is asked with all its parameters, and answers', async () => {
    const found: string[] = [];
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const query = new URLSearchParams();
      for (const one of route.operation.parameters ?? []) {
        const example = one.example ?? one.schema?.example ?? (one.schema?.['enum'] as unknown[] | undefined)?.[0];
        if (one.in === 'query' && example !== undefined && one.name !== 'after') query.set(one.name, textOf(example));
      }
      for (const as of accountsFor(route).slice(0, 4)) {
        const answer = await send(route, as, {}, `${urlOf(route)}?${query}`);
        found.push(...faults(route, answer));
        if (answer.status === 400) found.push(`${nameOf(route)}?${query}: ${answer.text}`);
      }
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('refuses as documented what is wrong in form', async () => {
    const found: string[] = [];
    for (const route of routes) {
      const [as] = accountsFor(route);
      const wrong: Answer[] = [];
      if (as !== undefined) {
        const { type, body } = bodyOf(route, false) ?? {};
        wrong.push(await send(route, undefined, { ...(type && { type }), ...(body && { body }) }));
      }
      if (bodyOf(route, false)?.type === 'application/json') {
        const type = 'application/json';
        for (const body of ['{', '[]', '{"surprise":1}', `"${'x'.repeat(1_100_000)}"`])
          wrong.push(await send(route, as, { type, body }));
        wrong.push(await send(route, as, { type: 'text/plain', body: 'x' }));
      }
      if (route.path.includes('{')) {
        wrong.push(await send(route, as, bodyOf(route, false), route.path.replaceAll(/\{\w+\}/g, '!')));
      }
      for (const answer of wrong) {
        if (answer.status < 400) found.push(`${nameOf(route)}: took what is wrong: ${answer.text.slice(0, 200)}`);
        found.push(...faults(route, answer));
      }
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('has answered with success everywhere, but for acts that need a dossier in a state of their own', async () => {
    client.recorded.length = 0;
    const body = { purpose: PURPOSE };
    await client.request('POST', `/subjects/${told.subjectId}/timeline/search`, 'a-handler', body);
    await client.command('/units/unit-c/merger', { into: 'unit-a' }, 'o-officer');
    for (const { method, path, answer } of client.recorded) expect(faults(routeOf(method, path), answer)).toEqual([]);

    // These have one form of answer in common, which the acts of the story have been held against; that each takes its
    // own example is shown where they are carried out by a recorder.
    const inDossier = new Set<string>(Object.keys(COMMAND_ROUTES));
    const others = routes.filter((route) => !succeeded.has(nameOf(route)));
    expect(others.map(nameOf).filter((name) => !inDossier.has(name))).toEqual([]);
    const [tried] = routes.filter((route) => nameOf(route) === 'GenerateInitialEntry');
    for (const { operation } of others) {
      expect(operation.responses['201']).toEqual(tried?.operation.responses['201']);
      expect(operation.responses['200']).toEqual(tried?.operation.responses['200']);
    }
  });
});
