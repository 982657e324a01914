import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { PROJECTION_MIGRATIONS } from '#projections';
import { migrationsWith, startProcess, type Running } from '#libs/composition';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { createLogger, readConfiguration } from '#libs/platform';
import { makeUscc } from '#libs/subjects';
import { FileKeyProvider } from '#libs/vault';
import { tellTemplates } from '../../../apps/operator/src/generator/templates.js';
import { commandApiProcess } from '../../../apps/command-api/src/process.js';
import { Issuer } from '../../processes/issuer.js';
import { freshDatabase } from '../../support/database.js';
import { JsonClient } from './json-client.js';

const DRAFTER = { roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT'], unit: 'unit-a', name: '经办人' };
/** The city's units and standards are as they were on this day. */
const SET_UP = '2026-09-30T02:00:00.000Z';

/** The command API as production runs it, in this process: a database, a vault, an issuer and the units of a city. */
export class CommandCity {
  private subjects = 0;
  private acts = 0;

  private constructor(
    private readonly running: Running,
    readonly client: JsonClient,
    /** Database of the log. */
    readonly url: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<CommandCity> {
    const migrations = migrationsWith(PROJECTION_MIGRATIONS) as readonly (new () => MigrationInterface)[];
    const [database, folder, issuer] = await Promise.all([
      freshDatabase({ migrations }),
      mkdtemp(join(tmpdir(), 'bench-city-')),
      Issuer.start(),
    ]);
    const end = async (): Promise<void> => {
      issuer.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      const [data, vault] = [join(folder, 'data'), join(folder, 'vault')];
      for (const keys of [vault, join(data, 'informants')])
        await new FileKeyProvider({ folder: keys, createIfMissing: true }).vaultId();
      await setUp(database.url);
      const configuration = readConfiguration({
        env: { DATABASE_URL: database.url, MINGDAN_DATA: data, MINGDAN_VAULT: vault, ...issuer.env },
        ...{ args: ['--port', '0'], root: folder, purpose: commandApiProcess.purpose },
      });
      const running = await startProcess(configuration, commandApiProcess, { logger: createLogger('silent', []) });
      return new CommandCity(running, new JsonClient(await issuer.token('drafter-1', DRAFTER)), database.url, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  get base(): string {
    return this.running.base;
  }

  /** Registers somebody new. @returns the id */
  async register(): Promise<string> {
    const identifier = { kind: 'USCC', value: makeUscc((this.subjects += 1)) };
    const body = { subjectType: 'ENTERPRISE', identifier, name: `示范市第${this.subjects}科技有限公司` };
    const answer = await this.client.post(`${this.base}/subjects`, body);
    return (JSON.parse(answer) as { subjectId: string }).subjectId;
  }

  /** The body of a command that puts a subject on the initial red list, on a document of its own. */
  entry(): object {
    const docNo = `示市监表〔2026〕${(this.acts += 1)}号`;
    return {
      standardId: 'RED-1',
      facts: '连续三年按期足额纳税，合同履约率百分之百，未发现失信记录。',
      basis: [{ class: 'COMMENDATION', docNo, issuer: '示范市市场监管局', date: '2026-08-01', legallyEffective: true }],
    };
  }

  /** Puts a subject on the initial black list and tells it so. @returns the address at which what it says is recorded */
  async noticed(subjectId: string): Promise<string> {
    const facts = '销售不符合保障人体健康国家标准的产品，货值金额十二万元。';
    const entries = `${this.base}/subjects/${subjectId}/entries`;
    const basis = { class: 'ADMIN_OR_CRIMINAL', issuer: '示范市市场监管局', date: daysAgo(60), legallyEffective: true };
    const answer = await this.client.post(entries, {
      ...{ standardId: 'BLK-1', grade: 'SERIOUS', actEndedOn: daysAgo(120), facts },
      basis: [{ ...basis, docNo: `示市监罚〔2026〕${(this.acts += 1)}号` }],
    });
    const entry = `${entries}/${(JSON.parse(answer) as { entryId: string }).entryId}`;
    await this.client.post(`${entry}/prior-notices`, {
      ...{ recipientRole: 'SUBJECT', facts, reasons: '货值金额达到认定标准。', proposedMeasures: ['限制参与政府采购'] },
      terms: { validity: { value: 3, unit: 'YEAR' }, repairMethods: ['主动纠正失信行为'] },
      ...{ channel: 'counter', receiptRef: `SD-${this.acts}` },
    });
    return `${entry}/statements`;
  }

  /** The body of a command that records what a subject says to a notice, as it was brought to the counter. */
  statement(): object {
    return { text: `第${(this.acts += 1)}次说明：该批产品已全部召回，涉事人员已处理，未造成损害后果，请予从轻考虑。` };
  }

  async close(): Promise<void> {
    this.client.close();
    await this.running.stop();
    await this.end();
  }
}

/** A day, by the clock of the machine. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

async function setUp(url: string): Promise<void> {
  const { reference } = await tellTemplates(SET_UP);
  const store = new PostgresEventStore(url);
  try {
    for (const [streamId, events] of reference) await store.append(streamId, 'no-stream', events);
  } finally {
    await store.close();
  }
}
