import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** The field by which RFC 9530 names it: in the trailer, since a stream is known only at its end. */
const DIGEST = 'Repr-Digest';

/**
 * A stream with the SHA-256 of everything in it behind it, as the trailer `Repr-Digest: sha-256=:…:`. Where the trailer
 * is missing the stream was cut off.
 */
export function digested(
  reply: FastifyReply,
  chunks: AsyncIterable<string | Uint8Array>,
  type: string,
): StreamableFile {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<string | Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  void reply.trailer(DIGEST, async () => `sha-256=:${hash.digest('base64')}:`);
  return new StreamableFile(Readable.from(hashed(), { objectMode: false }), { type });
}
