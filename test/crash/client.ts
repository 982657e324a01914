import { randomUUID } from 'node:crypto';

/** An answer of the product, its body read as JSON where there is any. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  readonly body: any;
}

/** A command, with the key under which it may be repeated. */
export interface Sent {
  readonly key: string;
  readonly as: string;
  readonly path: string;
  readonly body: object | undefined;
}

/** A command that was acknowledged. */
export interface Acknowledged extends Sent {
  readonly answer: Answer;
  /** How often it was sent until then. */
  readonly attempts: number;
}

/** What a {@link Client} needs to know of the product it talks to. */
export interface Target {
  readonly base: string;
  /** Resolves when the product can be reached again; at once when it can. */
  up(): Promise<void>;
}

const REPEAT = new Set([409, 429, 503]);
const PATIENCE_MS = 30_000;

/** Talks to the product as a well-behaved system does: repeats under the same key what was not acknowledged. */
export class Client {
  private readonly tokens = new Map<string, Promise<string>>();
  /** Answers that asked for a repeat, in their order. */
  readonly putOff: Answer[] = [];

  constructor(private readonly target: Target) {}

  /** `http://127.0.0.1:port` of the product as it runs now. */
  get base(): string {
    return this.target.base;
  }

  /** Sends once, a form as it is and all else as JSON. @throws TypeError when the product is not there or goes away */
  async request(method: string, path: string, as?: string, body?: object, headers: object = {}): Promise<Answer> {
    const isForm = body instanceof FormData;
    const answer = await fetch(this.target.base + path, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${await this.token(as)}` }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: json ? (JSON.parse(text) as unknown) : undefined,
    };
  }

  /** Sends a command once, under its key. */
  send({ key, as, path, body }: Sent): Promise<Answer> {
    return this.request('POST', path, as, body, { 'idempotency-key': key });
  }

  /**
   * Sends a command until it is acknowledged, always under the same key.
   * @throws Error when the product refuses it for good, or half a minute was in vain
   */
  async command(path: string, body?: object, as = 'a-drafter', key: string = randomUUID()): Promise<Acknowledged> {
    const sent: Sent = { key, as, path, body };
    const until = Date.now() + PATIENCE_MS;
    for (let attempts = 1; ; attempts += 1) {
      await this.target.up();
      const answer = await this.send(sent).catch((error: unknown) => {
        if (Date.now() > until) throw error;
        return undefined;
      });
      // A request that was cut off: nobody knows what became of it.
      if (answer === undefined) continue;
      if (answer.status < 300) return { ...sent, answer, attempts };
      const retryAfter = answer.headers.get('retry-after');
      if (!REPEAT.has(answer.status) || retryAfter === null || Date.now() > until) {
        throw new Error(`${path}: ${answer.status} ${answer.text}`);
      }
      this.putOff.push(answer);
      // What the answer itself asks for.
      await new Promise((resolve) => setTimeout(resolve, Number(retryAfter) * 1000));
    }
  }

  /** Logs in as one of the fictitious accounts, once. */
  token(as: string): Promise<string> {
    const known = this.tokens.get(as);
    if (known !== undefined) return known;
    const asked = this.logIn(as);
    this.tokens.set(as, asked);
    asked.catch(() => this.tokens.delete(as));
    return asked;
  }

  private async logIn(officialId: string): Promise<string> {
    const answer = await fetch(`${this.target.base}/demo/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ officialId }),
    });
    if (answer.status !== 201) throw new TypeError(`no token for ${officialId}: ${answer.status}`);
    return ((await answer.json()) as { token: string }).token;
  }
}
