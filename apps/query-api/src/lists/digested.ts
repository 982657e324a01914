import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** The field by which RFC 9530 names it: in the trailer, since a stream is known only at its end. */
const DIGEST = 'Repr-Digest';

/**
 * A stream with the SHA-256 of everything in it behind it, as the trailer `Repr-Digest: sha-256=:…:`. Where the trailer
 * is missing the stream was cut off. The first chunk is taken before anything is sent, so that what fails until then is an
 * answer.
 */
export async function digested(
  reply: FastifyReply,
  chunks: AsyncIterable<string | Uint8Array>,
  type: string,
): Promise<StreamableFile> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<string | Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const stream = Readable.from(await begun(hashed()), { objectMode: false });
  void reply.trailer(DIGEST, async () => `sha-256=:${hash.digest('base64')}:`);
  return new StreamableFile(stream, { type });
}

/**
 * A generator whose first value has been made. Unlike one that never began it is told when nobody wants the rest, and so
 * lets go of what it holds.
 */
async function begun<T>(values: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await values.next();
  let given = false;
  const iterator: AsyncIterator<T> = {
    next: async () => {
      if (given) return values.next();
      given = true;
      return first;
    },
    return: () => values.return(undefined),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
