import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Networks } from './networks.js';
import { Sender, type SenderSettings } from './sender.js';

describe('sending a message', () => {
  let server: Server;
  let hits: string[];
  let port: number;
  const senders: Sender[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits.push(`${request.headers.host} ${request.url}`);
      if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
      else if (request.url === '/silence') request.resume();
      else if (request.url === '/half') response.writeHead(200).write('and then nothing');
      else response.writeHead(request.url === '/fail' ? 503 : 204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    hits = [];
  });
  afterAll(async () => {
    for (const sender of senders) sender.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = async (
    path: string,
    settings: Partial<SenderSettings> = {},
    host = 'receiver.test',
    scheme = 'http',
  ) => {
    const sender = new Sender({
      networks: new Networks(['127.0.0.1']),
      resolve: async () => ['127.0.0.1'],
      ...settings,
    });
    senders.push(sender);
    const message = { url: `${scheme}://${host}:${port}${path}`, headers: { 'content-type': 'text/plain' }, body: 'x' };
    const { ms, ...attempt } = await sender.send(message);
    expect(ms).toBeGreaterThanOrEqual(0);
    return attempt;
  };

  it('goes to the address that was looked at, under the name of the receiver', async () => {
    expect(await send('/take')).toEqual({ outcome: 'DELIVERED', status: 204 });
    expect(hits).toEqual([`receiver.test:${port} /take`]);
  });

  it('is not delivered by any other answer, and follows no redirect', async () => {
    expect(await send('/fail')).toEqual({ outcome: 'REFUSED', status: 503 });
    expect(await send('/redirect')).toEqual({ outcome: 'REDIRECTED', status: 302 });
    expect(hits.map((hit) => hit.split(' ')[1])).toEqual(['/fail', '/redirect']);
  });

  it('is delivered once the head of the answer says so', async () => {
    expect(await send('/half', { timeoutMs: 2_000 })).toEqual({ outcome: 'DELIVERED', status: 200 });
  });

  it('waits for an answer, and for a name, no longer than it may', async () => {
    expect(await send('/silence', { timeoutMs: 100 })).toEqual({ outcome: 'TIMED_OUT' });
    const never = { timeoutMs: 100, resolve: () => new Promise<never>(() => undefined) };
    expect(await send('/take', never)).toEqual({ outcome: 'TIMED_OUT' });
  });

  it.each([
    ['one that leads inside', ['10.0.0.1']],
    ['one that leads to the metadata of a cloud', ['169.254.169.254']],
    ['one that leads inside by an IPv6 address', ['::ffff:192.168.0.1']],
    ['one that leads outside and inside', ['8.8.8.8', '127.0.0.2']],
    // Outside of what the operator allowed nothing goes without TLS.
    ['one that leads outside, by http', ['8.8.8.8']],
  ])('goes to no name that is forbidden: %s', async (_, addresses) => {
    expect(await send('/take', { resolve: async () => addresses })).toEqual({ outcome: 'FORBIDDEN' });
    expect(hits).toEqual([]);
  });

  it('goes to no address that the operator has not allowed, whatever was allowed when it was registered', async () => {
    expect(await send('/take', { networks: new Networks() }, '127.0.0.1')).toEqual({ outcome: 'FORBIDDEN' });
    expect(await send('/take', { networks: new Networks() }, '[::ffff:127.0.0.1]', 'https')).toEqual({
      outcome: 'FORBIDDEN',
    });
    expect(hits).toEqual([]);
  });

  it('tells a name that leads nowhere from a receiver that is away', async () => {
    const nowhere = { resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    expect(await send('/take', nowhere)).toEqual({ outcome: 'UNRESOLVED' });
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port: free } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const sender = new Sender({ networks: new Networks(['127.0.0.1']) });
    senders.push(sender);
    const attempt = await sender.send({ url: `http://127.0.0.1:${free}/`, headers: {}, body: 'x' });
    expect(attempt.outcome).toBe('UNREACHABLE');
  });
});
