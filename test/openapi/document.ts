import type { OpenAPIObject } from '@nestjs/swagger';

/** As much of a schema as is read here. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly example?: unknown;
  readonly examples?: unknown;
  readonly [keyword: string]: unknown;
}

export interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref?: string; readonly value?: unknown }>>;
}

export interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

export interface Route {
  readonly method: string;
  /** With the names of the parameters in braces. */
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation of a document. */
export function routesOf(document: OpenAPIObject): readonly Route[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/**
 * The routes a Fastify server has, read off its own drawing of its routing tree: `GET /subjects/:subjectId`.
 * Those that only repeat a GET (HEAD) are left out.
 */
export function routeTable(drawing: string): readonly string[] {
  const routes: string[] = [];
  const above: string[] = [];
  for (const line of drawing.split('\n')) {
    const found = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (found === null) continue;
    const [, indent = '', fragment = '', methods] = found;
    above.length = indent.length / 4;
    above.push(fragment);
    for (const method of methods?.split(', ') ?? []) {
      if (method !== 'HEAD') routes.push(`${method} ${above.join('')}`);
    }
  }
  return routes;
}

/** A request body by the document: its media type, and what it says in it. */
export interface Body {
  readonly type: string;
  readonly value: unknown;
}

/**
 * The bodies an operation shows: the examples that it names, or the one it gives, or one made of those of its schema.
 * None for an operation without a body.
 *
 * @param all with the optional properties too, where the example is made
 */
export function bodiesOf(
  { requestBody }: Operation,
  schemas: Readonly<Record<string, unknown>>,
  all: boolean,
): readonly Body[] {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (type === undefined || media === undefined) return [];
  const named = Object.values(media.examples ?? {});
  if (named.length > 0) return named.map(({ value }) => ({ type, value }));
  return [{ type, value: media.example ?? exampleOf(media.schema ?? {}, schemas, all) }];
}

/**
 * A value made of the examples of a schema alone, as a reader of the document would write it. Optional properties without
 * an example (a cursor, which only an answer can give) are left out.
 *
 * @param all with the optional properties too
 * @throws Error when something required has no example
 */
export function exampleOf(schema: Schema, schemas: Readonly<Record<string, unknown>>, all: boolean): unknown {
  if (schema.example !== undefined) return schema.example;
  const [alternative] = (schema['oneOf'] ?? schema['anyOf'] ?? []) as readonly Schema[];
  if (alternative !== undefined) return exampleOf(alternative, schemas, all);
  const ref = schema.$ref ?? (schema['allOf'] as readonly Schema[] | undefined)?.[0]?.$ref;
  if (ref !== undefined) return exampleOf(schemas[ref.split('/').at(-1) ?? ''] as Schema, schemas, all);
  if (schema.type === 'array')
    return schema['minItems'] === 0 ? [] : [exampleOf(schema['items'] as Schema, schemas, all)];
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  if (properties !== undefined) {
    const required = new Set(schema['required'] as readonly string[] | undefined);
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([name, one]) => required.has(name) || (all && hasExample(one)))
        .map(([name, one]) => [name, exampleOf(one, schemas, all)]),
    );
  }
  const [value] = (schema['enum'] as readonly unknown[] | undefined) ?? [];
  if (value === undefined) throw new Error(`no example: ${JSON.stringify(schema)}`);
  return value;
}

function hasExample({ example, $ref, ...schema }: Schema): boolean {
  return (
    example !== undefined ||
    $ref !== undefined ||
    ['allOf', 'oneOf', 'anyOf', 'items', 'properties', 'enum'].some((one) => one in schema)
  );
}
