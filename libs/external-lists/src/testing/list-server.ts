import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const digestOf = (text: string): string => `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;

/** A list at its owner's address, that answers as it is told: well, or in ways that must do no harm. */
export class ListServer {
  readonly asked: { readonly path: string; readonly ifNoneMatch: string | undefined }[] = [];
  private behaviour: Behaviour = (_, response) => response.writeHead(500).end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ListServer> {
    const server = createServer();
    const self = new ListServer(server);
    server.on('request', (request, response) => {
      self.asked.push({ path: request.url ?? '', ifNoneMatch: request.headers['if-none-match'] });
      self.behaviour(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/list.csv`;
  }

  /** A version with its digest and entity tag; who knows the tag is told that nothing has changed. */
  offers(version: string, text: string, digest = digestOf(text)): void {
    const etag = `"${version}"`;
    this.behaviour = (request, response) => {
      if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
      return response.writeHead(200, { etag, 'x-list-version': version, 'repr-digest': digest }).end(text);
    };
  }

  /** Answers 200 with a length, and breaks off before it. */
  breaksOff(version: string): void {
    this.behaviour = (_, response) => {
      response.writeHead(200, { 'x-list-version': version, 'content-length': '10000' });
      response.write('ref,subjectType\n', () => response.socket?.destroy());
    };
  }

  redirects(): void {
    this.behaviour = (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  }

  fails(status: number): void {
    this.behaviour = (_, response) => response.writeHead(status).end();
  }

  /** Takes the request and never answers. */
  keepsSilent(): void {
    this.behaviour = () => undefined;
  }

  /** Begins to answer and never comes to the end. */
  dribbles(): void {
    this.behaviour = (_, response) => {
      response.writeHead(200, { 'x-list-version': 'slow' });
      response.write('ref,');
    };
  }

  /** Never stops sending. */
  floods(): void {
    this.behaviour = (_, response) => {
      response.writeHead(200, { 'x-list-version': 'flood' });
      const more = (): void => void (response.destroyed || response.write('x'.repeat(65_536), more));
      more();
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
