import ts from 'typescript';

/**
 * The shape of stored data: `string`, `number`, `boolean`, `sealed`, or several of these with `|`; `[item]` for a list;
 * an object with its fields, `name?` where a field may be absent.
 */
export type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

/** The shapes of all members of a type of the domain, as the compiler sees it. */
export function shapesOfMembers(root: string, typeName: string, library = 'dossier'): Record<string, Shape> {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const entry = `${root}/libs/${library}/src/index.ts`;
  const program = ts.createProgram([entry], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  const found = module && checker.getExportsOfModule(module).find(({ name }) => name === typeName);
  if (found === undefined) throw new Error(`the domain exports no ${typeName}`);
  const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const reader = new ShapeReader(checker);
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  return Object.fromEntries(members.map((member) => [member.name, reader.shapeOf(checker.getTypeOfSymbol(member))]));
}

class ShapeReader {
  constructor(private readonly checker: ts.TypeChecker) {}

  shapeOf(given: ts.Type): Shape {
    const type = this.checker.getNonNullableType(given);
    const members = type.isUnion() ? type.types : [type];
    const shapes = members.map((member) => this.shapeOfMember(member));
    const leaves = shapes.filter((shape) => typeof shape === 'string');
    if (leaves.length === shapes.length) return [...new Set(leaves)].sort().join('|');
    const objects = shapes.filter((shape): shape is Fields => typeof shape === 'object' && !Array.isArray(shape));
    if (objects.length === shapes.length) return merged(objects);
    const [only] = shapes;
    if (shapes.length === 1 && only !== undefined) return only;
    throw new Error(`a shape that cannot be told: ${this.checker.typeToString(type)}`);
  }

  private shapeOfMember(type: ts.Type): Shape {
    if (type.flags & ts.TypeFlags.StringLike) return 'string';
    if (type.flags & ts.TypeFlags.NumberLike) return 'number';
    if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
    if (type.getProperty('$sealed') ?? type.getProperty('$personal')) return 'sealed';
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      if (item !== undefined) return [this.shapeOf(item)];
    }
    const fields = this.checker.getPropertiesOfType(type);
    if (fields.length === 0) throw new Error(`a shape that cannot be told: ${this.checker.typeToString(type)}`);
    return Object.fromEntries(
      fields
        .map((field): [string, Shape] => {
          const optional = field.flags & ts.SymbolFlags.Optional ? '?' : '';
          return [`${field.name}${optional}`, this.shapeOf(this.checker.getTypeOfSymbol(field))];
        })
        .sort(byName),
    );
  }
}

type Fields = { readonly [field: string]: Shape };

/** Of several objects: what stands in all of them has to be there, everything else may. */
function merged(objects: readonly Fields[]): Fields {
  const [first = {}, ...others] = objects;
  if (others.length === 0) return first;
  const fields = new Map<string, { shape: Shape; times: number }>();
  for (const [name, shape] of objects.flatMap((object) => Object.entries(object))) {
    const plain = name.replace(/\?$/, '');
    const times = (fields.get(plain)?.times ?? 0) + (name === plain ? 1 : 0);
    fields.set(plain, { shape: fields.get(plain)?.shape ?? shape, times });
  }
  return Object.fromEntries(
    [...fields]
      .map(([name, { shape, times }]): [string, Shape] => [times === objects.length ? name : `${name}?`, shape])
      .sort(byName),
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/**
 * How stored data differ from a shape; nothing when they fit.
 * @param seen gets the path of every field that is there
 */
export function differences(data: unknown, shape: Shape, seen: Set<string>, path = ''): string[] {
  if (typeof shape === 'string') {
    const kind = kindOf(data);
    return shape.split('|').includes(kind) ? [] : [`${path} is ${kind}, not ${shape}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(data)) return [`${path} is no list`];
    return data.flatMap((item) => differences(item, shape[0], seen, `${path}[]`));
  }
  if (kindOf(data) !== 'object') return [`${path} is no object`];
  const object = data as Readonly<Record<string, unknown>>;
  const known = new Set<string>();
  const wrong = Object.entries(shape).flatMap(([field, inner]) => {
    const name = field.replace(/\?$/, '');
    known.add(name);
    if (!(name in object)) return name === field ? [`${path}.${name} is missing`] : [];
    seen.add(`${path}.${name}`);
    return differences(object[name], inner, seen, `${path}.${name}`);
  });
  return [...wrong, ...Object.keys(object).flatMap((name) => (known.has(name) ? [] : [`${path}.${name} is unknown`]))];
}

/** The paths of all fields of a shape. */
export function pathsOf(shape: Shape, path = ''): string[] {
  if (typeof shape === 'string') return [];
  if (isList(shape)) return pathsOf(shape[0], `${path}[]`);
  return Object.entries(shape).flatMap(([field, inner]) => {
    const at = `${path}.${field.replace(/\?$/, '')}`;
    return [at, ...pathsOf(inner, at)];
  });
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function kindOf(data: unknown): string {
  if (data !== null && typeof data === 'object' && '$sealed' in data) return 'sealed';
  return data === null || Array.isArray(data) ? 'other' : typeof data;
}
