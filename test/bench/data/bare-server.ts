import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';

/** What somebody would write who has node and `pg` and nothing else: a function from a request to the text of its answer. */
export class BareServer {
  private constructor(
    private readonly server: Server,
    private readonly pool: Pool,
  ) {}

  /** @param pool of its own, ended with the server */
  static async start(pool: Pool, answer: (request: IncomingMessage) => Promise<string>): Promise<BareServer> {
    pool.on('error', () => undefined);
    const server = createServer((request, response) => {
      answer(request).then(
        (text) => {
          response.writeHead(200, {
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(text),
          });
          response.end(text);
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new BareServer(server, pool);
  }

  get base(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.pool.end();
  }
}

/** The JSON that a request brings. */
export async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return JSON.parse(text);
}
