import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Answer } from '../crash/client.js';
import type { Body, Route } from './document.js';

interface Problem {
  readonly code?: string;
  readonly [field: string]: unknown;
}

/** Fields of a problem that are the same each time; its details may name what was refused. */
const CONSTANT = ['type', 'title', 'status', 'code', 'rule', 'clause'] as const;

/** Holds answers against what the document says of their route. */
export class AnswerChecker {
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {
    formats.default(this.ajv);
    this.ajv.addSchema(closed(structuredClone(document)) as object, 'document');
  }

  /** What is not as documented, in words; empty when the answer is true to the document. */
  faults({ method, path, operation }: Route, answer: Answer): readonly string[] {
    const at = `${method} ${path} ${answer.status}`;
    const response = operation.responses[String(answer.status)];
    if (response === undefined) return [`${at}: this status is not documented: ${answer.text.slice(0, 200)}`];
    const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const media = response.content?.[mediaType];
    if (media === undefined) return [`${at}: ${mediaType} is not documented`];
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

const told = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`;

/** Every object schema takes the documented properties and no other: what is answered is documented whole. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if (copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy))
    copy['additionalProperties'] = false;
  return copy;
}
