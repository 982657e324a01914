import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import { routesOf, type Body, type Route } from './document.js';

/** As much of an answer as is held against the document. */
export interface Answered {
  readonly status: number;
  /** As the header says it, with its parameters; empty when there is none. */
  readonly contentType: string;
  /** Read from `text` where that is JSON. */
  readonly body: unknown;
  readonly text: string;
}

interface Problem {
  readonly code?: string;
  readonly [field: string]: unknown;
}

/** Fields of a problem that are the same each time; its details may name what was refused. */
const CONSTANT = ['type', 'title', 'status', 'code', 'rule', 'clause'] as const;

/** Pages for people, and the document itself. */
export const PAGES = /^\/(|landing\.css|docs(\/.*)?|openapi\.(json|yaml))$/;

/** Holds answers against what the document says of their route. */
export class AnswerChecker {
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  /** Every route with the form of its addresses; those that name more of it by themselves come first. */
  private readonly addresses: readonly { readonly route: Route; readonly form: RegExp }[];

  constructor(private readonly document: OpenAPIObject) {
    formats.default(this.ajv);
    this.ajv.addSchema(closed(document) as object, 'document');
    this.addresses = routesOf(document)
      .map((route) => ({ route, form: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
      .sort((a, b) => parametersIn(a.route) - parametersIn(b.route));
  }

  /** The documented route that takes a request to this address, query and all; `undefined` when there is none. */
  routeOf(method: string, url: string): Route | undefined {
    const [path = ''] = url.split('?');
    return this.addresses.find(({ route, form }) => route.method === method && form.test(path))?.route;
  }

  /**
   * What of the answer to a request is not as documented, in words; empty when it is true to the document. An address
   * that is not documented may only be answered 404, but for the pages for people.
   */
  faultsOf(method: string, url: string, answer: Answered): readonly string[] {
    const route = this.routeOf(method, url);
    if (route !== undefined) return this.faults(route, answer);
    if (answer.status === 404 || (method === 'GET' && PAGES.test(url))) return [];
    return [`${method} ${url} ${answer.status}: this address is not documented`];
  }

  /** What is not as documented, in words; empty when the answer is true to the document. */
  faults({ method, path, operation }: Route, answer: Answered): readonly string[] {
    const at = `${method} ${path} ${answer.status}`;
    const response = operation.responses[String(answer.status)];
    if (response === undefined) return [`${at}: this status is not documented: ${answer.text.slice(0, 200)}`];
    // 304 and the like: documented without a body, and answered without one.
    if (response.content === undefined && answer.text === '') return [];
    const mediaType = answer.contentType.split(';')[0] ?? '';
    const media = response.content?.[mediaType];
    if (media === undefined) return [`${at}: ${mediaType} is not documented`];
    // A row a line: of none there is no line.
    if (mediaType === 'application/x-ndjson') return [];
    if (!mediaType.endsWith('json')) return answer.text === '' ? [`${at}: empty`] : [];
    const faults = this.invalid(
      [path, method.toLowerCase(), 'responses', String(answer.status), 'content', mediaType],
      answer.body,
    );
    if (mediaType === 'application/problem+json')
      faults.push(...this.unlikeExample(media.examples ?? {}, answer.body as Problem));
    return faults.map((fault) => `${at}: ${fault}`);
  }

  /** What of a body is not as its own route documents it. */
  faultsOfRequest({ method, path }: Route, { type, value }: Body): readonly string[] {
    const place = [path, method.toLowerCase(), 'requestBody', 'content', type];
    return this.invalid(place, value).map((fault) => `${method} ${path}: the example: ${fault}`);
  }

  private invalid(place: readonly string[], body: unknown): string[] {
    const pointer = ['paths', ...place, 'schema'].map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const key = `document#/${pointer.join('/')}`;
    const validate = this.compiled.get(key) ?? this.ajv.compile({ $ref: key });
    this.compiled.set(key, validate);
    return validate(body) === true ? [] : (validate.errors ?? []).map(told);
  }

  private unlikeExample(
    examples: Readonly<Record<string, { $ref?: string; value?: unknown }>>,
    body: Problem,
  ): string[] {
    const { code = '' } = body;
    const named = examples[code];
    if (named === undefined) return [`the problem ${code} is not documented`];
    const shared = (this.document.components?.examples ?? {}) as Record<string, { value?: unknown }>;
    const example = (
      named.$ref === undefined ? named.value : shared[named.$ref.split('/').at(-1) ?? '']?.value
    ) as Problem;
    // Where several things are wrong, the clause is that of the first.
    const constant = CONSTANT.filter((field) => field !== 'clause' || body['errors'] === undefined);
    return constant
      .filter((field) => body[field] !== example[field])
      .map(
        (field) =>
          `${code}: ${field} is ${JSON.stringify(body[field])}, by the example ${JSON.stringify(example[field])}`,
      );
  }
}

const parametersIn = ({ path }: Route): number => path.split('{').length;

/** Where in the answer, what is wrong with it, and by which part of its schema. */
const told = ({ instancePath, message, params, schemaPath }: ErrorObject): string =>
  `${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}, by ${schemaPath}`;

/** Every object schema takes the documented properties and no other: what is answered is documented whole. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if (copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy))
    copy['additionalProperties'] = false;
  return copy;
}
