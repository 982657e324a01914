import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from './endpoint.js';
import type { Networks } from './networks.js';

export interface ReachSettings {
  readonly networks: Networks;
  /** Every address of a name. Default: as the machine resolves it. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/**
 * Where a connection to an address goes. FORBIDDEN: the name leads into a private network, or to http outside of those
 * the operator allowed. UNRESOLVED: the name leads nowhere.
 */
export type Reached = { readonly lookup: LookupFunction } | { readonly outcome: 'FORBIDDEN' | 'UNRESOLVED' };

/** Looks every address of a name over before a connection is made, and pins the connection to them. Rejects when aborted. */
export async function reach(
  target: URL,
  { networks, resolve = resolveAll }: ReachSettings,
  signal: AbortSignal,
): Promise<Reached> {
  const host = hostOf(target);
  const addresses =
    isIP(host) !== 0
      ? [host]
      : await orAborted(
          resolve(host).catch(() => []),
          signal,
        );
  if (addresses.length === 0) return { outcome: 'UNRESOLVED' };
  // One bad address among good ones is how a name is bent towards the inside: all of them must be good.
  if (!addresses.every((address) => networks.permits(address))) return { outcome: 'FORBIDDEN' };
  const secure = target.protocol === 'https:';
  if (!secure && !addresses.every((address) => networks.isAllowed(address))) return { outcome: 'FORBIDDEN' };
  return { lookup: pinned(addresses) };
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

/** The connection goes to an address that was looked at, whatever the name leads to by then. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('aborted'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
