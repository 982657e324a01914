import { PRODUCT_PROJECTIONS } from '../../../apps/projector/src/projector.js';
import { GeneratedLog } from '../data/generated-log.js';
import { QueryCity } from '../data/query-city.js';
import { Seeded } from '../data/seeded.js';
import { thisMachine } from '../harness/report.js';
import type { Growth, GrowthPoint, Latency } from './result.js';

const EVENTS_A_SUBJECT = 10;
const REQUESTS = 400;
/** Thrown away: the first questions fill caches of plans and connections. */
const WARM_UP = 40;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
/** Before the end of what is generated, when most dossiers were under way. */
const THEN = '2026-09-10T02:00:00.000Z';

export interface GrowthOptions {
  /** Events of each log, ascending. */
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly version: string;
  readonly onStep: (what: string) => void;
  readonly signal?: AbortSignal;
}

/** Measures on logs of growing size, each in a database of its own that is removed before the next is made. */
export async function measureGrowth({ sizes, seed, version, onStep, signal }: GrowthOptions): Promise<Growth> {
  const machine = thisMachine();
  const points: GrowthPoint[] = [];
  for (const size of sizes) {
    signal?.throwIfAborted();
    onStep(`${size} events: generating`);
    const log = await GeneratedLog.of(Math.max(1, Math.round(size / EVENTS_A_SUBJECT)), seed, EVENTS_A_SUBJECT);
    try {
      points.push(await point(log, seed, (what) => onStep(`${size} events: ${what}`)));
    } finally {
      await log.close();
    }
  }
  return { at: new Date().toISOString(), version, machine, seed, points };
}

async function point(log: GeneratedLog, seed: number, onStep: (what: string) => void): Promise<GrowthPoint> {
  const costOf = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return ((performance.now() - began) * 1_000) / log.events;
  };
  onStep('every read model catches up');
  const catchUp = await costOf(() => log.follow(PRODUCT_PROJECTIONS, 24 * 3_600_000));
  onStep('current-lists is rebuilt');
  const runner = log.runner(PRODUCT_PROJECTIONS);
  const rebuild = await costOf(() => runner.rebuild('current-lists', { fresh: true })).finally(() => runner.close());
  await log.pool.query('vacuum analyze');
  onStep('questions');
  return {
    ...{ events: log.events, subjects: log.subjects },
    costs: {
      generate: log.microsecondsAnEvent,
      'catch-up of every read model': catchUp,
      'rebuild of current-lists': rebuild,
    },
    latencies: await latencies(log, seed),
  };
}

async function latencies(log: GeneratedLog, seed: number): Promise<GrowthPoint['latencies']> {
  const city = await QueryCity.over(log);
  const random = new Seeded(seed, 'growth', log.subjects);
  const anybody = () => log.dossiers.draft(random.between(0, log.subjects - 1));
  const { base, supervisor, clerk } = city;
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'list page of 50': () => supervisor.get(`${base}/lists/${random.oneOf(['black', 'red', 'focus'])}?limit=50`),
    'subject query': () => clerk.post(`${base}/decisions`, { identifier: anybody().identifier, purpose: PURPOSE }),
    timeline: () => supervisor.get(`${base}/subjects/${anybody().subjectId}/timeline`),
    'dossier as of an instant': () => supervisor.get(`${base}/subjects/${anybody().subjectId}?asOf=${THEN}`),
  };
  const measured: Record<string, Latency> = {};
  try {
    for (const [name, ask] of Object.entries(questions)) measured[name] = await latencyOf(ask);
    return measured;
  } finally {
    await city.close();
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
