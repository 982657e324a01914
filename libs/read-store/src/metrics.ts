import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Slot } from './checkpoints.js';
import type { FollowerStatus } from './runner.js';

/** Where a runner tells what it did. */
export interface RunnerMetrics {
  batch(follower: string, slot: Slot, events: number, seconds: number): void;
  /** Gives a way to ask for the present states; called once by the runner. */
  watch(states: () => Promise<readonly Pick<FollowerStatus, 'name' | 'state'>[]>): void;
}

/** Metrics in the format of Prometheus, registered where the process shows them. */
export function prometheusMetrics(registry: Registry): RunnerMetrics {
  const registers = [registry];
  const events = new Counter({
    name: 'mingdan_follower_events_total',
    help: 'Events handled, by projection or process',
    labelNames: ['follower', 'slot'],
    registers,
  });
  const seconds = new Histogram({
    name: 'mingdan_follower_batch_seconds',
    help: 'Time a batch took from begin to commit',
    labelNames: ['follower', 'slot'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  let states: (() => Promise<readonly Pick<FollowerStatus, 'name' | 'state'>[]>) | undefined;
  new Gauge({
    name: 'mingdan_follower_state',
    help: '1 for the state a projection or process is in',
    labelNames: ['follower', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { name, state } of (await states?.().catch(() => [])) ?? []) this.set({ follower: name, state }, 1);
    },
  });
  return {
    batch(follower, slot, handled, took) {
      events.inc({ follower, slot }, handled);
      seconds.observe({ follower, slot }, took);
    },
    watch(ask) {
      states = ask;
    },
  };
}
