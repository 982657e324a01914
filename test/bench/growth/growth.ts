import { PRODUCT_PROJECTIONS } from '../../../apps/projector/src/projector.js';
import { progressOn } from '../../../apps/operator/src/progress.js';
import { GeneratedLog } from '../data/generated-log.js';
import type { JsonClient } from '../data/json-client.js';
import { QueryCity } from '../data/query-city.js';
import { Seeded } from '../data/seeded.js';
import { thisMachine } from '../harness/report.js';
import type { Growth, GrowthPoint, Latency } from './result.js';
import { Stages } from './stages.js';

const EVENTS_A_SUBJECT = 10;
const REQUESTS = 400;
/**
 * Thrown away: the first questions fill caches of plans and connections, and until some hundreds have been answered the
 * code is not compiled, which would make the first size slow and hide how the others grow.
 */
const WARM_UP = 400;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
/** Before the end of what is generated, when most dossiers were under way. */
const THEN = '2026-09-10T02:00:00.000Z';
/** The heaviest to fold, and the longest. */
const REBUILT = ['current-lists', 'dossier-timeline'];
const TELL_MS = 10_000;

export interface GrowthOptions {
  /** Events of each log, ascending. */
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly version: string;
  /** A data folder that keeps the logs and what was measured on them: the same run again goes on where it was. */
  readonly keep?: string;
  readonly onStep: (what: string) => void;
  /** Called with what is measured so far, after each size. */
  readonly onPoint?: (growth: Growth) => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/** Measures on logs of growing size, each in a database of its own that is removed before the next is made, or kept. */
export async function measureGrowth(options: GrowthOptions): Promise<Growth> {
  const { sizes, seed, version, onPoint, signal } = options;
  const machine = thisMachine();
  let growth: Growth = { at: new Date().toISOString(), version, machine, seed, points: [] };
  for (const size of sizes) {
    signal?.throwIfAborted();
    growth = { ...growth, points: [...growth.points, await pointOf(size, options)] };
    await onPoint?.(growth);
  }
  return growth;
}

async function pointOf(size: number, options: GrowthOptions): Promise<GrowthPoint> {
  const { seed, keep, signal } = options;
  const label = `${size} events`;
  const onStep = (what: string): void => options.onStep(`${label}: ${what}`);
  const progress = progressOn({ note: options.onStep }, TELL_MS);
  const tell = (phase: string, all: number): ((done: number) => void) => {
    const began = performance.now();
    let first: number | undefined;
    return (done) => {
      first ??= done;
      const seconds = (performance.now() - began) / 1_000;
      const rate = (done - first) / seconds;
      const secondsLeft = rate > 0 ? (all - done) / rate : undefined;
      progress.show({ label, phase, done, unit: 'events', fraction: done / all, rate, secondsLeft });
    };
  };
  const ended = { ...(signal !== undefined && { signal }) };
  onStep('generate');
  const generating = tell('generate', size);
  const log = await GeneratedLog.of({
    subjects: Math.max(1, Math.round(size / EVENTS_A_SUBJECT)),
    ...{ seed, eventsPerSubject: EVENTS_A_SUBJECT, ...ended, ...(keep !== undefined && { keep }) },
    onProgress: ({ subjects }) => generating(subjects * EVENTS_A_SUBJECT),
  });
  try {
    const stages = await Stages.in(log.folder, onStep);
    await stages.write('generate', log.effort, log.written);
    await workedOff(log, stages, (phase) => tell(phase, log.events), signal);
    onStep('vacuum analyze');
    await log.pool.query('vacuum analyze');
    onStep('questions');
    return {
      ...{ events: log.events, subjects: log.subjects, costs: stages.costs },
      ...{ processor: stages.processor, memory: stages.memory },
      ...{ disk: await diskOf(log), latencies: await latencies(log, seed, onStep) },
    };
  } finally {
    await log.close();
  }
}

async function workedOff(
  log: GeneratedLog,
  stages: Stages,
  tell: (phase: string) => (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ended = { ...(signal !== undefined && { signal }) };
  await stages.measure('catch-up of every read model', async () => {
    const { done } = await log.followed(PRODUCT_PROJECTIONS);
    await log.follow(PRODUCT_PROJECTIONS, { ...ended, onProgress: tell('catch-up of every read model') });
    return log.events - done;
  });
  for (const name of REBUILT) {
    await stages.measure(`rebuild of ${name}`, async () => {
      const runner = log.runner(PRODUCT_PROJECTIONS);
      const onProgress = tell(`rebuild of ${name}`);
      try {
        await runner.rebuild(name, { ...ended, fresh: true, onProgress: ({ handled }) => onProgress(handled) });
        return log.events;
      } finally {
        await runner.close();
      }
    });
  }
}

/** The log, its keys and its read models, in megabytes. */
async function diskOf({ pool }: GeneratedLog): Promise<GrowthPoint['disk']> {
  const { rows } = await pool.query<{ schema: string; megabytes: number }>(
    `select nspname as schema, round(sum(pg_total_relation_size(c.oid)) / 1048576)::int as megabytes
       from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname in ('event_log', 'vault', 'read') and relkind in ('r', 'p') group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ schema, megabytes }) => [schema, megabytes]));
}

async function latencies(
  log: GeneratedLog,
  seed: number,
  onStep: (what: string) => void,
): Promise<GrowthPoint['latencies']> {
  const city = await QueryCity.over(log);
  const random = new Seeded(seed, 'growth', log.subjects);
  const anybody = () => log.dossiers.draft(random.between(0, log.subjects - 1));
  const { base, supervisor, clerk } = city;
  const leafing = (): (() => Promise<void>) => {
    const lists = ['black', 'red', 'focus'].map((kind) => new Leafing(supervisor, `${base}/lists/${kind}?limit=50`));
    let turn = 0;
    return async () => lists[(turn += 1) % lists.length]?.next();
  };
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'list page of 50': leafing(),
    // In small logs every page has been read before; in large ones only now, and what is left is not the disk.
    'list page of 50, the same again': leafing(),
    'subject query': () => clerk.post(`${base}/decisions`, { identifier: anybody().identifier, purpose: PURPOSE }),
    timeline: () => supervisor.get(`${base}/subjects/${anybody().subjectId}/timeline`),
    'dossier as of an instant': () => supervisor.get(`${base}/subjects/${anybody().subjectId}?asOf=${THEN}`),
  };
  const measured: Record<string, Latency> = {};
  try {
    for (const [name, ask] of Object.entries(questions)) {
      const latency = await latencyOf(ask);
      measured[name] = latency;
      onStep(`${name}: p50 ${latency.p50.toFixed(1)} ms, p95 ${latency.p95.toFixed(1)} ms`);
    }
    return measured;
  } finally {
    await city.close();
  }
}

/** A reader of a list who turns to the next page each time, and begins again behind the last. */
class Leafing {
  private cursor: string | undefined;

  constructor(
    private readonly client: JsonClient,
    private readonly url: string,
  ) {}

  async next(): Promise<void> {
    const after = this.cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.cursor)}`;
    const { next } = JSON.parse(await this.client.get(`${this.url}${after}`)) as { next?: string };
    this.cursor = next;
  }
}

/** One request after the other. */
async function latencyOf(ask: () => Promise<unknown>): Promise<Latency> {
  const taken: number[] = [];
  for (let n = -WARM_UP; n < REQUESTS; n += 1) {
    const began = performance.now();
    await ask();
    if (n >= 0) taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), requests: taken.length };
}
