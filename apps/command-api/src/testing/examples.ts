/* Bodies made from the examples of the OpenAPI document alone, as somebody would who reads it. */

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minItems?: number;
}

/** @param all with the optional fields too */
export function exampleOf(schema: Schema, schemas: Readonly<Record<string, unknown>>, all: boolean): unknown {
  if (schema.example !== undefined) return schema.example;
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref !== undefined) {
    const found = schemas[ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`${ref} is not in the document`);
    return exampleOf(found as Schema, schemas, all);
  }
  if (schema.type === 'array') return schema.minItems === 0 ? [] : [exampleOf(schema.items ?? {}, schemas, all)];
  if (schema.properties !== undefined) {
    const required = new Set(schema.required);
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([name]) => all || required.has(name))
        .map(([name, property]) => [name, exampleOf(property, schemas, all)]),
    );
  }
  if (schema.enum !== undefined) return schema.enum[0];
  throw new Error(`no example: ${JSON.stringify(schema)}`);
}
