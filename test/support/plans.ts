import { Pool } from 'pg';

/** How one statement was answered. */
export interface Plan {
  /** Blocks of tables and indexes that were touched. */
  readonly blocks: number;
  /** Tables that were read from their first row to their last. */
  readonly whole: readonly string[];
  /** The plan as `explain` writes it in JSON, with what it came to. */
  readonly text: string;
}

interface Step {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Step[];
}

const wholeIn = ({ 'Node Type': type, 'Relation Name': table, Plans = [] }: Step): readonly string[] => [
  ...(type === 'Seq Scan' && table !== undefined ? [table] : []),
  ...Plans.flatMap(wholeIn),
];

/**
 * A pool whose connections tell how each statement was answered. They plan a statement once for all values, as those that
 * are asked often come to be planned; so a plan does not depend on the values of the test.
 */
export class WatchedPool {
  readonly pool: Pool;
  private readonly plans: Plan[] = [];

  /** @param others further settings of its connections */
  constructor(url: string, others: Readonly<Record<string, string>> = {}) {
    const settings = {
      ...others,
      plan_cache_mode: 'force_generic_plan',
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_buffers': 'on',
      'auto_explain.log_format': 'json',
      client_min_messages: 'log',
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    this.pool = new Pool({ connectionString: url, max: 2, options: options.join(' ') });
    this.pool.on('connect', (client) =>
      client.on('notice', ({ message = '' }) => {
        const [, text] = /plan:\n(\{.*)$/s.exec(message) ?? [];
        if (text === undefined) return;
        const { Plan: plan } = JSON.parse(text) as { readonly Plan: Step };
        const blocks = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
        this.plans.push({ blocks, whole: wholeIn(plan), text });
      }),
    );
  }

  /** How the statements of `work` were answered, in their order. */
  async plansOf(work: (pool: Pool) => Promise<unknown>): Promise<readonly Plan[]> {
    this.plans.length = 0;
    await work(this.pool);
    return [...this.plans];
  }

  /**
   * The same, of a work that is done twice, each with the fewest blocks it took: a connection also reads the catalogue,
   * when it needs a function first or when others create and remove tables.
   */
  async leastOf(work: (pool: Pool, time: 0 | 1) => Promise<unknown>): Promise<readonly Plan[]> {
    const first = await this.plansOf((pool) => work(pool, 0));
    const again = await this.plansOf((pool) => work(pool, 1));
    if (first.length !== again.length) throw new Error('the second time it asked something else');
    return again.map((plan, at) => ({ ...plan, blocks: Math.min(plan.blocks, first[at]?.blocks ?? Infinity) }));
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
