import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { createDossierStore, dossierDecider, type DossierStore } from '#libs/dossier-store';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { FileKeyProvider, Vault } from '#libs/vault';
import { freshDatabase } from '#test/database';
import { composition } from '../../../standalone/src/composition.js';
import {
  DRAFTER,
  generateRed,
  given,
  hashed,
  PERSON_P,
  RED_1,
  SNAPSHOT,
  TestClock,
  ToldListSource,
} from '../../../../libs/dossier-store/src/testing/fixtures.js';

const BLACK_1 = {
  ...RED_1,
  standardId: 'BLK-1',
  listKind: 'BLACK',
  title: '失信联合惩戒对象认定标准',
  personsExtend: { capacities: ['LEGAL_REPRESENTATIVE'], basis: RED_1.legalBasis },
} as const;

/** A migrated database and an empty vault folder, and the environment that names them. */
export interface Office {
  readonly url: string;
  readonly vaultDir: string;
  readonly env: Record<string, string>;
  readonly pool: Pool;
  readonly store: PostgresEventStore;
  /** Opens vault and dossiers as a server does; closed with the office. */
  open(): Promise<{ readonly vault: Vault; readonly dossiers: DossierStore }>;
  path(name: string): string;
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const database = await freshDatabase({ migrations: composition.migrations as (new () => MigrationInterface)[] });
  const folder = await mkdtemp(join(tmpdir(), 'operator-'));
  const vaultDir = join(folder, 'vault');
  const pool = new Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  const store = new PostgresEventStore(pool);
  const vaults: Vault[] = [];
  return {
    url: database.url,
    vaultDir,
    env: { DATABASE_URL: database.url, MINGDAN_VAULT: vaultDir },
    pool,
    store,
    open: async () => {
      const vault = await Vault.open({
        pool,
        provider: new FileKeyProvider({ folder: vaultDir, createIfMissing: true }),
      });
      vaults.push(vault);
      const dossiers = createDossierStore({
        store,
        vault,
        lists: new ToldListSource(),
        clock: new TestClock(),
        reference: { snapshot: () => ({ ...SNAPSHOT, standards: [RED_1, BLACK_1] }) },
        decider: dossierDecider,
      });
      return { vault, dossiers };
    },
    path: (name) => join(folder, name),
    close: async () => {
      for (const vault of vaults) vault.close();
      await store.close();
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const NAME_OF_P = '韩示范';
export const FACTS = '连续三年按期足额纳税，事迹见附件';

/** A natural person with a red entry. */
export async function registerPerson({ registry, executor }: DossierStore): Promise<string> {
  const { subjectId } = await registry.registerSubject({
    actor: DRAFTER,
    commandId: crypto.randomUUID(),
    fingerprint: hashed('person'),
    subjectType: 'NATURAL_PERSON',
    identifier: PERSON_P,
    name: NAME_OF_P,
  });
  const command = generateRed();
  if (command.type !== 'GenerateInitialEntry') throw new Error('not the command of the fixture');
  await executor.execute(given(subjectId, { ...command, data: { ...command.data, facts: FACTS } }));
  return subjectId;
}

/** An enterprise with a black entry and its legal representative. */
export async function registerEnterprise(
  { registry, executor }: DossierStore,
  uscc: string,
  representative: { readonly value: string; readonly ref: string },
): Promise<string> {
  const { subjectId } = await registry.registerSubject({
    actor: DRAFTER,
    commandId: crypto.randomUUID(),
    fingerprint: hashed(uscc),
    subjectType: 'ENTERPRISE',
    identifier: { kind: 'USCC', value: uscc },
    name: '某某科技有限公司',
  });
  const { entryId = '' } = await executor.execute(
    given(subjectId, {
      type: 'GenerateInitialEntry',
      data: {
        standardId: 'BLK-1',
        basis: [
          {
            class: 'ADMIN_OR_CRIMINAL',
            docNo: '市税罚〔2026〕7号',
            issuer: '市税务局',
            date: '2026-08-01',
            legallyEffective: true,
          },
        ],
        facts: '逃避缴纳税款',
        grade: 'SERIOUS',
        actEndedOn: '2026-07-01',
        evidence: [{ docId: 'doc-2', sha256: 'b'.repeat(64), title: '处罚决定书' }],
      },
    }),
  );
  await executor.execute(
    given(subjectId, {
      type: 'RecordResponsiblePerson',
      data: {
        entryId,
        personRef: representative.ref,
        name: '代表人',
        identifier: representative.value,
        capacity: 'LEGAL_REPRESENTATIVE',
        fromDate: '2020-01-01',
        basisDocNo: '市税罚〔2026〕7号',
        measuresExtend: true,
      },
    }),
  );
  return subjectId;
}
