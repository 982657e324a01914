import multipart, { type Multipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createValidationPipe, problem } from '#libs/platform';
import { httpProblem } from '../http/problem-catalogue.js';

/** A form with one file. */
export interface Upload {
  readonly bytes: Buffer;
  readonly fields: Readonly<Record<string, string>>;
}

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 16 * 1024;

/** Lets `multipart/form-data` through; to be called before the application is ready. */
export function acceptMultipart(fastify: FastifyInstance): void {
  if (fastify.hasContentTypeParser('multipart/form-data') || fastify.hasDecorator('uploadsAccepted')) return;
  fastify.decorate('uploadsAccepted', true);
  void fastify.register(multipart);
}

/**
 * Reads a form with fields and one part `file`.
 * @param tooLarge the error for a file over the limit
 * @throws ProblemException 415 for another content type, 400 for a form that is broken or without a file
 */
export async function readUpload(
  request: FastifyRequest,
  maxBytes: number,
  tooLarge: (maxBytes: number) => Error,
): Promise<Upload> {
  if (!request.isMultipart()) throw problem(httpProblem('UNSUPPORTED_MEDIA_TYPE'));
  const fields: Record<string, string> = {};
  let bytes: Buffer | undefined;
  for await (const part of partsOf(request, maxBytes)) {
    if (part.type === 'field') {
      if (typeof part.value === 'string') fields[part.fieldname] = part.value;
      if (part.valueTruncated) throw formWrong(part.fieldname, '字段过长。', 'The field is too long.');
      continue;
    }
    if (part.fieldname !== 'file')
      throw formWrong(part.fieldname, '文件须放在 file 字段中。', 'The file goes into `file`.');
    try {
      bytes = await part.toBuffer();
    } catch (error) {
      throw (error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge(maxBytes) : brokenForm(error);
    }
  }
  if (bytes === undefined) throw formWrong('file', '缺少文件。', 'The file is missing.');
  return { bytes, fields };
}

async function* partsOf(request: FastifyRequest, maxBytes: number): AsyncGenerator<Multipart> {
  const limits = {
    fileSize: maxBytes,
    files: 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    parts: MAX_FIELDS + 1,
  };
  try {
    yield* request.parts({ limits });
  } catch (error) {
    throw brokenForm(error);
  }
}

/** What the parser says of a form that it cannot read has neither code nor status: no boundary, or cut off in the middle. */
function brokenForm(error: unknown): unknown {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  if (code !== undefined || statusCode !== undefined) return error;
  const [zh, en] = ['表单不完整或无法解析。', 'The form is cut off or cannot be read.'];
  return problem({ ...httpProblem('VALIDATION_FAILED'), pointers: [{ pointer: '', zh, en }] });
}

const pipe = createValidationPipe();

/** The fields of a form as a DTO. @throws ProblemException 400 VALIDATION_FAILED */
export async function fieldsAs<T extends object>(dto: new () => T, fields: object): Promise<T> {
  return (await pipe.transform({ ...fields }, { type: 'body', metatype: dto })) as T;
}

function formWrong(field: string, zh: string, en: string): Error {
  return problem({ ...httpProblem('VALIDATION_FAILED'), pointers: [{ pointer: `/${field}`, zh, en }] });
}
