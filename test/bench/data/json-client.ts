import { Agent, request } from 'node:http';

/** A client that keeps its connections and shows a token. */
export class JsonClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly token: string) {}

  /** @returns what was answered @throws Error unless it is 200 or 201 */
  post(url: string, body: object): Promise<string> {
    return this.ask('POST', url, JSON.stringify(body));
  }

  /** @returns what was answered @throws Error unless it is 200 */
  get(url: string): Promise<string> {
    return this.ask('GET', url);
  }

  close(): void {
    this.agent.destroy();
  }

  private ask(method: 'GET' | 'POST', url: string, payload?: string): Promise<string> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(url, { method, agent: this.agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          answer.statusCode === 200 || answer.statusCode === 201
            ? resolve(text)
            : reject(new Error(`${url} answered ${answer.statusCode}: ${text}`)),
        );
      });
      asked.on('error', reject);
      asked.end(payload);
    });
  }
}
