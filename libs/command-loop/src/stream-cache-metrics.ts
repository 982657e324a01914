import { Counter, Gauge, type Registry } from 'prom-client';

/** Where a cache of streams tells what it did. */
export interface StreamCacheMetrics {
  /** A command could begin with what was held. */
  hit(): void;
  missed(): void;
  /** What was held had been overtaken by another process. */
  stale(): void;
  /** Made room for another. */
  evicted(): void;
  /** Gives a way to ask for the present size; called once by the cache. */
  watch(size: () => { readonly streams: number; readonly bytes: number }): void;
}

/**
 * Metrics in the format of Prometheus, registered where the process shows them.
 *
 * @param kind of the streams, in their names
 */
export function prometheusCacheMetrics(registry: Registry, kind: string): StreamCacheMetrics {
  const registers = [registry];
  const asked = new Counter({
    name: `mingdan_${kind}_cache_requests_total`,
    help: 'Commands that found their stream in memory (hit) or had to read it (miss)',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['hit', 'miss']) asked.inc({ result }, 0);
  const stale = new Counter({
    name: `mingdan_${kind}_cache_stale_total`,
    help: 'Streams in memory that another process had moved on',
    registers,
  });
  const evictions = new Counter({
    name: `mingdan_${kind}_cache_evictions_total`,
    help: 'Streams put out of memory to make room',
    registers,
  });
  let size: (() => { readonly streams: number; readonly bytes: number }) | undefined;
  const gauge = (name: string, help: string, of: 'streams' | 'bytes'): Gauge =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(size?.()[of] ?? 0);
      },
    });
  gauge(`mingdan_${kind}_cache_streams`, 'Streams in memory', 'streams');
  gauge(`mingdan_${kind}_cache_bytes`, 'About what the streams in memory take, estimated', 'bytes');
  return {
    hit: () => asked.inc({ result: 'hit' }),
    missed: () => asked.inc({ result: 'miss' }),
    stale: () => stale.inc(),
    evicted: () => evictions.inc(),
    watch: (ask) => {
      size = ask;
    },
  };
}
