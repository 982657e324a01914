import { join } from 'node:path';
import { startProcess, type Running } from '#libs/composition';
import { createLogger, readConfiguration } from '#libs/platform';
import { queryApiProcess } from '../../../apps/query-api/src/process.js';
import { Issuer } from '../../processes/issuer.js';
import type { GeneratedLog } from './generated-log.js';
import { JsonClient } from './json-client.js';

/** The query API as production runs it, in this process, over a log that was generated and read models that follow it. */
export class QueryCity {
  private constructor(
    private readonly running: Running,
    private readonly issuer: Issuer,
    /** May see everything. */
    readonly supervisor: JsonClient,
    /** Of a unit that asks before it decides. */
    readonly clerk: JsonClient,
  ) {}

  static async over(log: GeneratedLog): Promise<QueryCity> {
    const issuer = await Issuer.start();
    try {
      const configuration = readConfiguration({
        env: {
          ...{ DATABASE_URL: log.url, DATABASE_READ_URL: log.url },
          ...{ MINGDAN_VAULT: log.folder, MINGDAN_DATA: join(log.folder, 'data'), ...issuer.env },
        },
        ...{ args: ['--port', '0'], root: log.folder, purpose: queryApiProcess.purpose },
      });
      const running = await startProcess(configuration, queryApiProcess, { logger: createLogger('silent', []) });
      const [supervisor, clerk] = await Promise.all([
        issuer.token('supervisor-1', { roles: ['SUPERVISOR'], unit: 'unit-s', name: '督查人员' }),
        issuer.token('clerk-1', { roles: ['IMPLEMENTING_UNIT'], unit: 'unit-c', name: '查询人员' }),
      ]);
      return new QueryCity(running, issuer, new JsonClient(supervisor), new JsonClient(clerk));
    } catch (error) {
      issuer.stop();
      throw error;
    }
  }

  get base(): string {
    return this.running.base;
  }

  async close(): Promise<void> {
    this.supervisor.close();
    this.clerk.close();
    this.issuer.stop();
    await this.running.stop();
  }
}
