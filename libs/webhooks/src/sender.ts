import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { reach, type ReachSettings } from './reach.js';

/**
 * What became of one attempt. DELIVERED: answered 2xx. REFUSED: any other answer. REDIRECTED: 3xx, which is not followed.
 * FORBIDDEN: the name leads into a private network, or to http outside of those the operator allowed. UNRESOLVED: the
 * name leads nowhere. TIMED_OUT, UNREACHABLE: no answer in time, or none at all. UNREADABLE: the secret cannot be opened.
 */
export type Outcome =
  'DELIVERED' | 'REFUSED' | 'REDIRECTED' | 'FORBIDDEN' | 'UNRESOLVED' | 'TIMED_OUT' | 'UNREACHABLE' | 'UNREADABLE';

export interface Attempt {
  readonly outcome: Outcome;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  readonly ms: number;
}

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SenderSettings extends ReachSettings {
  /** Longest time from the first look at the name to the head of the answer, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Most of an answer that is read before the connection is cut. Default 16 KiB. */
  readonly answerBytes?: number;
  /** Connections to one receiver. Default 8. */
  readonly connections?: number;
}

/** Sends messages to one receiver; a receiver has a sender, and connections, of its own. */
export class Sender {
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  private readonly timeoutMs: number;
  private readonly answerBytes: number;

  constructor(private readonly settings: SenderSettings) {
    const { timeoutMs = 15_000, answerBytes = 16_384, connections = 8 } = settings;
    const pooled = {
      keepAlive: true,
      maxSockets: connections,
      maxFreeSockets: connections,
      scheduling: 'lifo',
    } as const;
    this.agents = { http: new HttpAgent(pooled), https: new HttpsAgent(pooled) };
    this.timeoutMs = timeoutMs;
    this.answerBytes = answerBytes;
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  /** One attempt. Never throws: what goes wrong is its outcome. */
  async send(message: Message, signal?: AbortSignal): Promise<Attempt> {
    const began = performance.now();
    const limit = AbortSignal.timeout(this.timeoutMs);
    const ending = signal === undefined ? limit : AbortSignal.any([limit, signal]);
    const attempt = await this.attempt(message, ending).catch((): Omit<Attempt, 'ms'> => ({
      outcome: limit.aborted ? 'TIMED_OUT' : 'UNREACHABLE',
    }));
    return { ...attempt, ms: Math.round(performance.now() - began) };
  }

  private async attempt({ url, headers, body }: Message, signal: AbortSignal): Promise<Omit<Attempt, 'ms'>> {
    const target = new URL(url);
    const reached = await reach(target, this.settings, signal);
    if ('outcome' in reached) return reached;
    const status = await this.post(target, headers, body, reached.lookup, signal);
    if (status >= 200 && status < 300) return { outcome: 'DELIVERED', status };
    return { outcome: status >= 300 && status < 400 ? 'REDIRECTED' : 'REFUSED', status };
  }

  /** The status of the answer. What else is in the answer is of no interest, and is read only up to the limit. */
  private post(
    target: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    lookupPinned: LookupFunction,
    signal: AbortSignal,
  ): Promise<number> {
    const secure = target.protocol === 'https:';
    const options = {
      ...{ method: 'POST', lookup: lookupPinned, signal, agent: secure ? this.agents.https : this.agents.http },
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(target, options, (answer) => {
        resolve(answer.statusCode ?? 0);
        this.drain(answer);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The receiver closed a connection that rested: that is no answer to this message.
        if (!request.reusedSocket || error.code !== 'ECONNRESET' || signal.aborted) return reject(error);
        this.post(target, headers, body, lookupPinned, signal).then(resolve, reject);
      });
      request.end(body);
    });
  }

  private drain(answer: IncomingMessage): void {
    let read = 0;
    answer.on('error', () => undefined);
    answer.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > this.answerBytes) answer.destroy();
    });
  }
}
