import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { problem } from '#libs/platform';
import { httpProblem } from './problem-catalogue.js';

/** Largest list of another place that is taken in one request: some 1.5 million rows. */
export const MAX_CSV_BYTES = 128 * 1024 * 1024;

/** Lets `text/csv` through to the routes as a stream; they alone know what to do with it. */
export function acceptCsv(fastify: FastifyInstance): void {
  if (fastify.hasContentTypeParser('text/csv')) return;
  fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
}

/** The uploaded bytes, up to the limit. @throws ProblemException 413 while it is read, 415 when it is no CSV */
export async function* csvChunks(body: unknown, limit = MAX_CSV_BYTES): AsyncGenerator<Uint8Array> {
  if (typeof body !== 'object' || body === null || !('pipe' in body))
    throw problem(httpProblem('UNSUPPORTED_MEDIA_TYPE'));
  let size = 0;
  for await (const chunk of body as Readable) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > limit) throw problem(httpProblem('BODY_TOO_LARGE'));
    yield bytes;
  }
}
