import { isAbsolute, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import type { Configuration } from '#libs/platform';
import {
  backupVault,
  FileKeyProvider,
  restoreVault,
  rotateIndex,
  rotateMasterKey,
  Vault,
  type VaultCounts,
} from '#libs/vault';
import { examples, OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { destroyedKeys, removedRefs } from '../log/erasures.js';
import { correctedIdentifiers, identifiersInLog } from '../log/identifiers.js';
import { PASSPHRASE_VARIABLE, readPassphrase } from '../passphrase.js';
import { addVaultCreate } from './vault-create.js';
import { count, progressOn } from '../progress.js';

const PASSPHRASE_FILE = [
  '--passphrase-file <file>',
  `file with the passphrase on one line (or ${PASSPHRASE_VARIABLE})`,
] as const;

/** `operator vault …`: backup, restore and rotation of the keys that all names and texts are encrypted under. */
export const addVaultCommands: AddCommand = (program, terminal) => {
  const vault = program
    .command('vault')
    .description('the keys of all names and texts: creation, backup, restore, rotation');
  addVaultCreate(vault, terminal);
  addBackup(vault, terminal);
  addRestore(vault, terminal);
  addRotate(vault, terminal);
  addRotateIndex(vault, terminal);
};

const addBackup: AddCommand = (vault, terminal) => {
  vault
    .command('backup')
    .description('write the whole vault to one file under a passphrase; a file that exists is never overwritten')
    .requiredOption('--out <file>', 'the file to write')
    .option(...PASSPHRASE_FILE)
    .addHelpText('after', examples('vault backup --out /backup/vault-2026-11-22 --passphrase-file /secure/passphrase'))
    .action(async ({ out, passphraseFile }: { out: string; passphraseFile?: string }, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const path = pathOf(out, terminal);
      if (existsSync(path)) throw new OperatorFailure(`${path} exists, and a backup overwrites nothing.`);
      const passphrase = await readPassphrase(terminal, filePath(passphraseFile, terminal), 'new');
      const counts = await withLog(configuration, ({ pool }) =>
        withVault(pool, configuration, ({ provider }) =>
          namingFile(path, 'written', () =>
            backupVault({
              ...{ pool, provider, path, passphrase },
              ...(terminal.passphraseCost !== undefined && { cost: terminal.passphraseCost }),
            }),
          ),
        ),
      );
      terminal.print(`${path}: ${told(counts)}`);
      terminal.note('Without the passphrase it opens for nobody: keep the two apart.');
    });
};

const addRestore: AddCommand = (vault, terminal) => {
  vault
    .command('restore')
    .description('put a backup into an empty vault beside the restored log; what the log says was erased stays erased')
    .requiredOption('--in <file>', 'the file to read')
    .option(...PASSPHRASE_FILE)
    .addHelpText('after', examples('vault restore --in /backup/vault-2026-11-22 --passphrase-file /secure/passphrase'))
    .action(async (options: { in: string; passphraseFile?: string }, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const path = pathOf(options.in, terminal);
      const passphrase = await readPassphrase(terminal, filePath(options.passphraseFile, terminal), 'known');
      const counts = await withLog(configuration, ({ pool, store }) =>
        namingFile(path, 'read', () =>
          restoreVault({
            pool,
            provider: providerOf(configuration),
            path,
            passphrase,
            destroyed: () => destroyedKeys(store),
            removedRefs: () => removedRefs(store),
          }),
        ),
      );
      terminal.print(`${configuration.vaultDir}: ${told(counts)}`);
    });
};

const addRotate: AddCommand = (vault, terminal) => {
  vault
    .command('rotate')
    .description('make a new master key, wrap every data key under it and forget the old one; servers go on meanwhile')
    .addHelpText('after', examples('vault rotate'))
    .action(async (_options: object, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const progress = progressOn(terminal);
      const result = await withLog(configuration, ({ pool }) =>
        withVault(pool, configuration, ({ provider }) =>
          rotateMasterKey({
            pool,
            provider,
            onProgress: (done, total) =>
              progress.show({ label: 'vault', phase: 'wrapping', done, unit: 'data keys', fraction: done / total }),
            ...stopSignal(terminal),
          }),
        ),
      ).finally(() => progress.end());
      terminal.print(
        `Master key ${result.version} is in use, ${count(result.rewrapped)} data keys are wrapped under it, forgotten: ` +
          `${result.retired.join(', ') || 'none'}`,
      );
      terminal.note('Older backups open with their passphrase still; make a new one now: vault backup');
    });
};

const addRotateIndex: AddCommand = (vault, terminal) => {
  vault
    .command('rotate-index')
    .description('build the index of identifiers anew from the log under a new secret; servers go on meanwhile')
    .option('--drop-missing', 'forget references whose identifiers the log does not hold, instead of refusing')
    .addHelpText('after', examples('vault rotate-index', 'vault rotate-index --drop-missing'))
    .action(async ({ dropMissing }: { dropMissing?: boolean }, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const progress = progressOn(terminal);
      const result = await withLog(configuration, ({ pool, store }) =>
        withVault(pool, configuration, async ({ provider, opened }) => {
          const rotated = await rotateIndex({
            pool,
            provider,
            pairs: (after) => identifiersInLog(store, opened, after),
            onProgress: (done) => progress.show({ label: 'index', phase: 'reading', done, unit: 'identifiers' }),
            missing: dropMissing === true ? 'DROP' : 'REFUSE',
            ...stopSignal(terminal),
          });
          for await (const { identifier, ref } of correctedIdentifiers(store, opened)) {
            await opened.index.removeIdentifier(identifier, ref);
          }
          return rotated;
        }),
      ).finally(() => progress.end());
      terminal.print(
        `Index ${result.version} is in use: ${count(result.read)} identifiers read from the log, ` +
          `${count(result.dropped)} references forgotten`,
      );
      terminal.note('Make a new backup now: vault backup');
    });
};

/**
 * Opens the vault for as long as `work` takes. That the key file and the database belong together is found out here,
 * before a backup is written that opens nothing, or a master key is made in the wrong folder.
 */
async function withVault<T>(
  pool: Pool,
  configuration: Configuration,
  work: (vault: { readonly provider: FileKeyProvider; readonly opened: Vault }) => Promise<T>,
): Promise<T> {
  const provider = providerOf(configuration);
  const opened = await Vault.open({ pool, provider });
  try {
    return await work({ provider, opened });
  } finally {
    opened.close();
  }
}

/** A key file that is missing is never made from here: it would be a vault that opens nothing. */
function providerOf({ vaultDir }: Configuration): FileKeyProvider {
  return new FileKeyProvider({ folder: vaultDir, createIfMissing: false });
}

function stopSignal({ signal }: Terminal): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function told({ keys, destroyed, identifiers }: VaultCounts): string {
  return `${count(keys)} keys, ${count(destroyed)} destroyed, ${count(identifiers)} identifiers`;
}

/** npm runs scripts in the project; a relative name is meant from where the operator stands. */
function pathOf(name: string, { env, root }: Terminal): string {
  return isAbsolute(name) ? name : resolve(env['INIT_CWD'] ?? root, name);
}

function filePath(name: string | undefined, terminal: Terminal): string | undefined {
  return name === undefined ? undefined : pathOf(name, terminal);
}

/** What the system says of the backup file, in words. */
async function namingFile<T>(path: string, verb: 'read' | 'written', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall, path: at, dest } = error as NodeJS.ErrnoException & { dest?: string };
    const ours = dest === path || (at !== undefined && join(at, '..') === join(path, '..'));
    if (syscall === undefined || !ours) throw error;
    if (code === 'EEXIST')
      throw new OperatorFailure(`${path} exists, and a backup overwrites nothing.`, { cause: error });
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new OperatorFailure(`Disk full: no space left for ${path}.`, { cause: error });
    }
    throw new OperatorFailure(`${path} cannot be ${verb} (${code ?? 'error'}).`, { cause: error });
  }
}
