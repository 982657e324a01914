import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Slot } from './checkpoints.js';
import type { FollowerStatus } from './runner.js';

/** Where a runner tells what it did. */
export interface RunnerMetrics {
  batch(follower: string, slot: Slot, events: number, seconds: number): void;
  /** Gives a way to ask for the present states; called once by the runner. */
  watch(followers: () => Promise<readonly WatchedFollower[]>): void;
}

type WatchedFollower = Pick<FollowerStatus, 'name' | 'state' | 'lag' | 'lagSeconds' | 'lastError'>;

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
  let followers: (() => Promise<readonly WatchedFollower[]>) | undefined;
  let looking: Promise<readonly WatchedFollower[]> | undefined;
  /** One look for all gauges that are shown together. */
  const look = (): Promise<readonly WatchedFollower[]> =>
    (looking ??= (followers?.() ?? Promise.resolve([]))
      .catch(() => [])
      .finally(() => {
        looking = undefined;
      }));
  const gauge = (
    name: string,
    help: string,
    of: (follower: WatchedFollower) => number | undefined,
    labelsOf: (follower: WatchedFollower) => Readonly<Record<string, string>> = () => ({}),
  ): Gauge =>
    new Gauge({
      name: `mingdan_follower_${name}`,
      help,
      labelNames: ['follower', 'state'],
      registers,
      async collect() {
        this.reset();
        for (const follower of await look()) {
          const value = of(follower);
          if (value !== undefined) this.set({ follower: follower.name, ...labelsOf(follower) }, value);
        }
      },
    });
  const instantOf = ({ lastError }: WatchedFollower): number | undefined =>
    lastError === undefined ? undefined : Date.parse(lastError.at) / 1_000;
  gauge(
    'state',
    '1 for the state a projection or process is in',
    () => 1,
    ({ state }) => ({ state }),
  );
  gauge('lag_events', 'Events not yet handled, counted to 1,000', ({ lag }) => lag);
  gauge('lag_seconds', 'Age of the oldest event not yet handled; 0 when there is none', ({ lagSeconds }) => lagSeconds);
  gauge('last_error_timestamp_seconds', 'When handling failed last, until it succeeds again', instantOf);
  return {
    batch(follower, slot, handled, took) {
      events.inc({ follower, slot }, handled);
      seconds.observe({ follower, slot }, took);
    },
    watch(ask) {
      followers = ask;
    },
  };
}
