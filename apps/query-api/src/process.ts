import { PROJECTION_MIGRATIONS, PROJECTIONS } from '#projections';
import { accessProblem } from '#libs/access';
import {
  documentApi,
  migrationsWith,
  openPool,
  openRuntime,
  openVerifier,
  projectionsCheck,
  RuntimeModule,
  SIDE_PROCESSES,
  Started,
  watchedProcess,
  type Foundation,
  type ProcessPlan,
} from '#libs/composition';
import { CheckpointWaiter, ProjectionRunner } from '#libs/read-store';
import { vaultProblem } from '#libs/vault';
import { queryProblemMapper } from './http/problems.js';
import { querySide } from './query-side.js';
import { ReadPool } from './reading/read-pool.js';

/** The reading side as a process of its own; questions may be answered over a replica. */
export const queryApiProcess: ProcessPlan = {
  name: 'query-api',
  purpose: 'api',
  defaultPort: 3002,
  migrations: migrationsWith(PROJECTION_MIGRATIONS),
  mappers: [queryProblemMapper, accessProblem, vaultProblem],
  inlineStyleUnder: ['/docs'],
  async open(foundation) {
    const started = new Started();
    try {
      const runtime = await openRuntime(foundation, { publishesShipped: false });
      started.push(() => runtime.close());
      // Follows nothing: it tells how far the projectors are, and waits for them.
      const runner = new ProjectionRunner({
        url: foundation.databaseUrl,
        store: runtime.store,
        projections: PROJECTIONS,
        processes: SIDE_PROCESSES.map(watchedProcess),
      });
      started.push(() => runner.close());
      foundation.health.register(projectionsCheck(runner));
      const read = openReadPool(foundation, started);
      const verifier = await openVerifier(foundation.configuration, runtime.vault);
      return {
        modules: [RuntimeModule.of(runtime, verifier), await querySide(runtime, { runner, read })],
        close: () => started.stop(),
      };
    } catch (error) {
      await started.stop().catch(() => undefined);
      throw error;
    }
  },
  prepare: (app) =>
    documentApi(app, {
      title: '名单 Mingdan · 查询 Questions',
      description:
        '红名单、黑名单与重点关注名单：名单、档案、期限与监督查询。\n\nRed, black and focus lists: lists, dossiers, deadlines and oversight.',
    }),
};

/** The replica where there is one: it must answer, and who waits for a read model waits for it there. */
function openReadPool({ configuration, pool, health }: Foundation, started: Started): ReadPool {
  const url = configuration.databaseReadUrl?.reveal();
  if (url === undefined) return new ReadPool(pool);
  const replica = openPool(url, 'mingdan query-api');
  started.push(() => replica.end());
  const waiter = new CheckpointWaiter({ url, pool: replica, replica: true });
  started.push(() => waiter.close());
  health.register({
    name: 'read-database',
    critical: true,
    run: async () => {
      await replica.query('select 1');
      return { state: 'up' };
    },
  });
  return new ReadPool(replica, waiter);
}
