import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import { DOSSIER_PREFIX } from '#libs/dossier-store';
import type { EventStore } from '#libs/event-store';
import { FileKeyProvider, Vault } from '#libs/vault';
import { examples, OperatorFailure, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';

/**
 * `operator vault create`: the key file of a new installation. Safe to repeat: a vault that is there is left as it is.
 * Where names were sealed before, a new key file would open none of them and stand in the way of the restore.
 */
export const addVaultCreate: AddCommand = (vault, terminal) => {
  vault
    .command('create')
    .description('make the vault of a new installation; one that is there already is left as it is')
    .addHelpText('after', examples('vault create'))
    .action(async (_options: object, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const present = new FileKeyProvider({ folder: configuration.vaultDir, createIfMissing: false });
      await withLog(configuration, async ({ pool, store }) => {
        if (await exists(present.path)) {
          (await Vault.open({ pool, provider: present })).close();
          terminal.note(`${configuration.vaultDir}: the vault of this database is there already.`);
          return;
        }
        await refuseWhereNamesAre(pool, store);
        const provider = new FileKeyProvider({ folder: configuration.vaultDir, createIfMissing: true });
        (await Vault.open({ pool, provider })).close();
        terminal.print(`${provider.path}: made.`);
        terminal.note('Losing it loses every name: make a backup at once, and keep it elsewhere: vault backup');
      });
    });
};

async function refuseWhereNamesAre(pool: Pool, store: EventStore): Promise<void> {
  const { rows } = await pool.query<{ used: boolean }>(
    'select exists (select from vault.keys) or exists (select from vault.state) as used',
  );
  if (rows[0]?.used === true || (await hasDossiers(store))) {
    throw new OperatorFailure(
      'This installation had a vault, and its key file is missing: bring it back with vault restore.',
    );
  }
}

async function hasDossiers(store: EventStore): Promise<boolean> {
  for await (const _ of store.readAll({ streamPrefixes: [DOSSIER_PREFIX], limit: 1 })) return true;
  return false;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
