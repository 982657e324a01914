import { Gauge, type Registry } from 'prom-client';
import type { JobStore } from './job-store.js';

/** Jobs in the format of Prometheus, read when they are asked for: whichever process works on them. */
export function jobMetrics(registry: Registry, store: Pick<JobStore, 'figures'>): void {
  const registers = [registry];
  const figures = () => store.figures().catch(() => []);
  new Gauge({
    name: 'mingdan_jobs',
    help: 'Jobs that wait, run or have failed, by kind',
    labelNames: ['kind', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { kind, state, jobs } of await figures()) this.set({ kind, state }, jobs);
    },
  });
  new Gauge({
    name: 'mingdan_job_rows',
    help: 'Rows of jobs that wait or run: total and done',
    labelNames: ['kind', 'count'],
    registers,
    async collect() {
      this.reset();
      for (const { kind, state, total, done } of await figures()) {
        if (state === 'FAILED') continue;
        this.inc({ kind, count: 'total' }, total);
        this.inc({ kind, count: 'done' }, done);
      }
    },
  });
  new Gauge({
    name: 'mingdan_job_rows_per_second',
    help: 'Rows a second of jobs that run, by kind',
    labelNames: ['kind'],
    registers,
    async collect() {
      this.reset();
      for (const { kind, state, rate } of await figures()) if (state === 'RUNNING') this.set({ kind }, rate);
    },
  });
}
