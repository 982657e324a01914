import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP relay in front of a server, whose lines a test can cut or hold. */
export class CuttableProxy {
  private answersHeld = false;
  private swallowing = false;
  private readonly lines = new Set<readonly [Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    /** The URL of the server, through the relay. */
    readonly url: string,
  ) {}

  static async before(url: string): Promise<CuttableProxy> {
    const target = new URL(url);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const through = new URL(url);
    through.port = String((server.address() as AddressInfo).port);
    const proxy = new CuttableProxy(server, through.href);
    server.on('connection', (client) => proxy.relay(client, connect(Number(target.port), target.hostname)));
    return proxy;
  }

  /** From which ports its lines lead to the server: `client_port` of `pg_stat_activity`. */
  get ports(): readonly number[] {
    return [...this.lines].flatMap(([, server]) => server.localPort ?? []);
  }

  /** From now on nothing of the server comes back. */
  holdAnswers(): void {
    this.answersHeld = true;
  }

  /** From now on nothing passes in either direction, and lines stay open: a server that hangs. */
  hang(): void {
    this.answersHeld = true;
    this.swallowing = true;
  }

  /** Cuts every line. New ones pass again. */
  cut(): void {
    this.answersHeld = false;
    this.swallowing = false;
    for (const line of this.lines) for (const socket of line) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private relay(client: Socket, server: Socket): void {
    const line = [client, server] as const;
    this.lines.add(line);
    client.on('data', (bytes) => this.swallowing || server.write(bytes));
    server.on('data', (bytes) => this.answersHeld || client.write(bytes));
    for (const [one, other] of [line, [server, client] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.lines.delete(line);
      });
    }
  }
}
