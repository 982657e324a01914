import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A message as it came in, before anybody looked whether it is good. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}

/** How a message is treated: taken, or wronged in one of the ways of the world. */
export type Treatment = 'take' | 'fail' | 'redirect' | 'drop' | 'dropAfter' | 'silence' | 'flood';

/** A receiver of webhooks on a loopback port of its own, as friendly as it is told to be. */
export class Receiver {
  /** Every request, in the order of arrival. */
  readonly received: Received[] = [];
  /** Those that were answered with 2xx, or whose work was done before the answer was lost. */
  readonly taken: Received[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private treat: (received: Received, number: number) => Treatment,
  ) {}

  static async open(treat: (received: Received, number: number) => Treatment = () => 'take'): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server, treat);
    server.on('connection', (socket) => {
      receiver.sockets.add(socket);
      socket.on('close', () => receiver.sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { headers, url = '' } = request;
        receiver.answer({ headers, path: url, body: Buffer.concat(chunks).toString('utf8') }, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** From now on messages are treated like this. */
  treats(treat: (received: Received, number: number) => Treatment): void {
    this.treat = treat;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private answer(received: Received, response: ServerResponse): void {
    this.received.push(received);
    const treatment = this.treat(received, this.received.length);
    if (treatment === 'take' || treatment === 'dropAfter' || treatment === 'flood') this.taken.push(received);
    switch (treatment) {
      case 'take':
        response.writeHead(204).end();
        return;
      case 'fail':
        response.writeHead(500, { 'content-type': 'text/plain' }).end('out of order');
        return;
      case 'redirect':
        response.writeHead(307, { location: `${this.url}/elsewhere` }).end();
        return;
      case 'drop':
      case 'dropAfter':
        response.destroy();
        return;
      case 'silence':
        return;
      case 'flood':
        response.writeHead(200, { 'content-type': 'text/plain' });
        this.flood(response);
        return;
    }
  }

  /** Sends until nobody listens. */
  private flood(response: ServerResponse): void {
    if (response.destroyed || response.socket?.destroyed === true) return;
    if (response.write('x'.repeat(65_536))) setImmediate(() => this.flood(response));
    else response.once('drain', () => this.flood(response));
  }
}
