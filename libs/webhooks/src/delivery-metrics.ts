import { Counter, Histogram, type Registry } from 'prom-client';
import type { Attempt } from './sender.js';

/** What deliveries are measured by; no label says to whom. */
export class DeliveryMetrics {
  private readonly attempts: Counter<'outcome'>;
  private readonly seconds: Histogram;
  private readonly deadLetters: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.attempts = new Counter({
      name: 'mingdan_webhook_attempts_total',
      help: 'Attempts to deliver a message, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'mingdan_webhook_attempt_seconds',
      help: 'Time an attempt took',
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
      registers,
    });
    this.deadLetters = new Counter({
      name: 'mingdan_webhook_dead_letters_total',
      help: 'Messages given up after their last attempt',
      registers,
    });
  }

  attempt({ outcome, ms }: Attempt): void {
    this.attempts.inc({ outcome });
    this.seconds.observe(ms / 1_000);
  }

  dead(): void {
    this.deadLetters.inc();
  }
}
