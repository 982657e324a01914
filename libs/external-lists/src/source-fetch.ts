import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { checkedEndpoint, reach, type Networks, type ReachSettings } from '#libs/webhooks';
import { RuleRefusal } from '#libs/rules';
import { DELIVERY_LIMITS } from './rows.js';

/**
 * Why an address gave no delivery. REDIRECTED: 3xx, which is not followed. REFUSED: another answer than 200. FORBIDDEN:
 * the name leads into a private network, or to http outside of those the operator allowed. UNRESOLVED: it leads nowhere.
 * TIMED_OUT, UNREACHABLE: no answer in time, or none at all. TRUNCATED: the answer broke off. TOO_LARGE: over the limit.
 */
export type FetchFailure =
  'REDIRECTED' | 'REFUSED' | 'FORBIDDEN' | 'UNRESOLVED' | 'TIMED_OUT' | 'UNREACHABLE' | 'TRUNCATED' | 'TOO_LARGE';

export interface FetchedDelivery {
  readonly bytes: Buffer;
  readonly etag?: string;
  /** By `X-List-Version`, else the instant of `Last-Modified`. */
  readonly version?: string;
  /** By `Repr-Digest` or `Content-Digest` (RFC 9530), in the head or at the end of the answer; hex. */
  readonly sha256?: string;
}

export type Fetched =
  | ({ readonly outcome: 'RECEIVED' } & FetchedDelivery)
  | { readonly outcome: 'NOT_MODIFIED' }
  | { readonly outcome: FetchFailure };

export interface SourceFetchSettings extends ReachSettings {
  /** Longest time for the whole of an answer, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** Most of an answer that is read. Default 24 MiB. */
  readonly maxBytes?: number;
}

/** An answer was cut because it is over the limit. */
class TooLarge extends Error {}

/**
 * The address of a source in its normal form. What its name leads to is looked at whenever it is fetched.
 *
 * @throws RuleRefusal SOURCE_URL_INVALID, SOURCE_URL_INSECURE, SOURCE_URL_PRIVATE
 */
export function checkedSource(text: string, networks: Networks): string {
  try {
    return checkedEndpoint(text, networks);
  } catch (error) {
    if (!(error instanceof RuleRefusal)) throw error;
    const code = error.code.replace('WEBHOOK', 'SOURCE') as keyof typeof SOURCE_REFUSALS;
    const [zh, en] = SOURCE_REFUSALS[code];
    throw new RuleRefusal(code, '3.8', zh, en);
  }
}

/** What is told of an address that cannot be one of a source. */
export const SOURCE_REFUSALS = {
  SOURCE_URL_INVALID: [
    '来源地址须为不含用户名、密码和片段的 https 地址',
    'A source is an https address without user, password or fragment',
  ],
  SOURCE_URL_PRIVATE: [
    '来源地址属于内部网络，运行方未予允许',
    'The source is in a private network that the operator has not allowed',
  ],
  SOURCE_URL_INSECURE: [
    '来源地址须使用 https；仅运行方允许的内部网络地址除外',
    'A source is reached by https, but for an address that the operator has allowed',
  ],
} as const;

/** Fetches a list from its owner's address, under the checks that webhooks are sent under. */
export class SourceFetch {
  constructor(private readonly settings: SourceFetchSettings) {}

  /** One attempt. Never throws: what goes wrong is its outcome. */
  async get(url: string, etag?: string, signal?: AbortSignal): Promise<Fetched> {
    const limit = AbortSignal.timeout(this.settings.timeoutMs ?? 60_000);
    const ending = signal === undefined ? limit : AbortSignal.any([limit, signal]);
    try {
      const target = new URL(url);
      const reached = await reach(target, this.settings, ending);
      if ('outcome' in reached) return reached;
      const fetched = await this.received(await ask(target, reached.lookup, etag, ending));
      // What breaks off because it is cut off here came too slowly.
      return limit.aborted ? { outcome: 'TIMED_OUT' } : fetched;
    } catch (error) {
      if (error instanceof TooLarge) return { outcome: 'TOO_LARGE' };
      return { outcome: limit.aborted ? 'TIMED_OUT' : 'UNREACHABLE' };
    }
  }

  private async received(answer: IncomingMessage): Promise<Fetched> {
    const { statusCode: status = 0, headers } = answer;
    if (status !== 200) {
      answer.destroy();
      if (status === 304) return { outcome: 'NOT_MODIFIED' };
      return { outcome: status >= 300 && status < 400 ? 'REDIRECTED' : 'REFUSED' };
    }
    const bytes = await this.whole(answer);
    if (bytes === undefined) return { outcome: 'TRUNCATED' };
    const version = versionOf(headers['x-list-version'], headers['last-modified']);
    const sha256 = digestIn(headers) ?? digestIn(answer.trailers);
    return {
      ...{ outcome: 'RECEIVED', bytes },
      ...(headers.etag !== undefined && { etag: headers.etag }),
      ...(version !== undefined && { version }),
      ...(sha256 !== undefined && { sha256 }),
    };
  }

  /** All of the answer; undefined when it broke off. @throws TooLarge; and what the connection ends with in time */
  private async whole(answer: IncomingMessage): Promise<Buffer | undefined> {
    const most = this.settings.maxBytes ?? DELIVERY_LIMITS.maxBytes;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > most) throw new TooLarge();
        chunks.push(chunk);
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ECONNRESET') return undefined;
      throw error;
    }
    return answer.complete ? Buffer.concat(chunks, size) : undefined;
  }
}

function ask(
  target: URL,
  lookup: LookupFunction,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    accept: 'text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'accept-encoding': 'identity',
    'user-agent': 'Mingdan',
    ...(etag !== undefined && { 'if-none-match': etag }),
  };
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(target, { method: 'GET', headers, lookup, signal, agent: false }, resolve);
    request.on('error', reject);
    request.end();
  });
}

function versionOf(named: string | string[] | undefined, modified: string | undefined): string | undefined {
  if (typeof named === 'string' && /^[\w.:@-]{1,100}$/.test(named)) return named;
  const at = modified === undefined ? Number.NaN : Date.parse(modified);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

function digestIn(fields: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  for (const name of ['repr-digest', 'content-digest']) {
    const [, digest] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(fields[name] ?? '')) ?? [];
    if (digest !== undefined) return Buffer.from(digest, 'base64').toString('hex');
  }
  return undefined;
}
