import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

interface Line {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * The door of the stand-in: clients come in here and are relayed to the gRPC server behind. It is what lets a test make the whole
 * server hang (nothing is answered, not even a keep-alive ping, and lines stay open), lose its answers, cut its lines or be away.
 */
export class Gate {
  private server: Server | undefined;
  private readonly lines = new Set<Line>();
  private inward = true;
  private outward = true;
  private number: number;

  /** @param port to open on; 0 for a free one, which it then keeps */
  constructor(port: number) {
    this.number = port;
  }

  get port(): number {
    return this.number;
  }

  /** @param behind the port of the gRPC server */
  async open(behind: number): Promise<void> {
    const server = createServer((client) => this.relay({ client, server: connect(behind, HOST) }));
    server.listen(this.number, HOST);
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.number = address.port;
    this.server = server;
  }

  /** Lets bytes pass, or keeps them waiting. */
  set({ inward, outward }: { readonly inward: boolean; readonly outward: boolean }): void {
    [this.inward, this.outward] = [inward, outward];
    for (const line of this.lines) this.apply(line);
  }

  /** Cuts every line, as when a process dies. */
  cut(): void {
    for (const { client, server } of this.lines) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Cuts every line and takes no new ones: further clients are refused. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    [this.inward, this.outward] = [true, true];
    this.cut();
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.cut();
    await closed;
  }

  private relay(line: Line): void {
    this.lines.add(line);
    for (const [one, other] of [
      [line.client, line.server],
      [line.server, line.client],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.lines.delete(line);
      });
    }
    this.apply(line);
  }

  private apply({ client, server }: Line): void {
    client.unpipe(server);
    server.unpipe(client);
    if (this.inward) client.pipe(server);
    if (this.outward) server.pipe(client);
  }
}
