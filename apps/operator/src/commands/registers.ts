import { open, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import {
  archiveMonth,
  ArchiveRefused,
  KEPT_YEARS,
  Registers,
  type ChainVerdict,
  type RegisterName,
} from '#libs/access';
import { examples, OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { count } from '../progress.js';

const REGISTERS: Readonly<Record<string, RegisterName>> = { lookups: 'lookups', 'access-audit': 'access_audit' };

interface Checked {
  readonly register: string;
  readonly shard: number;
  readonly verdict: ChainVerdict;
}

const FAULTS = {
  MISSING: 'it is missing',
  DOUBLED: 'there are two of it',
  LINK: 'it is not chained to the row before it',
  CONTENT: 'its content was altered',
  HEAD: 'the chain does not end where its head says',
} as const;

/** `operator registers`: computes the hash chains of the look-up and access registers anew, and archives their months. */
export const addRegistersCommands: AddCommand = (program, terminal) => {
  const registers = program.command('registers').description('the registers of look-ups and of refused requests');
  registers
    .command('verify')
    .argument('[register]', 'lookups or access-audit; without it both')
    .description('compute the hash chains anew; exit code 1 when a row was altered, removed or inserted')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('registers verify', 'registers verify lookups --json'))
    .action(async (register: string | undefined, { json }: { json?: boolean }, command: Command) => {
      if (register !== undefined && REGISTERS[register] === undefined) {
        throw new OperatorFailure(`There is no register ${register}; known are ${Object.keys(REGISTERS).join(', ')}.`);
      }
      const names = register === undefined ? Object.keys(REGISTERS) : [register];
      const checked = await withLog(configurationOf(command, terminal), ({ pool }) => verifyAll(pool, names));
      if (json === true) terminal.print(JSON.stringify(checked, undefined, 2));
      else for (const each of checked) terminal.print(lineOf(each));
      const broken = checked.find(({ verdict }) => !verdict.whole);
      if (broken !== undefined) throw new OperatorFailure(`The chain of ${broken.register} is broken.`);
    });
  addArchiveCommand(registers, terminal);
};

/** `operator registers archive`: takes the oldest month of a register out of it, into a file. */
function addArchiveCommand(registers: Command, terminal: Terminal): void {
  registers
    .command('archive')
    .argument('<register>', 'lookups or access-audit')
    .argument('<month>', 'the oldest month that is there, as 2016-09')
    .argument('<file>', 'NDJSON; must not exist yet')
    .description(`write a month into a file and take it out of the register; after ${KEPT_YEARS} years only`)
    .addHelpText('after', examples('registers archive lookups 2016-09 lookups-2016-09.ndjson'))
    .action(async (name: string, month: string, path: string, _options: object, command: Command) => {
      const register = REGISTERS[name];
      if (register === undefined) {
        throw new OperatorFailure(`There is no register ${name}; known are ${Object.keys(REGISTERS).join(', ')}.`);
      }
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new OperatorFailure('A month is written as 2016-09.');
      const { rows, sha256 } = await withLog(configurationOf(command, terminal), async ({ pool }) => {
        const file = await open(path, 'wx');
        try {
          const now = new Date().toISOString();
          return await archiveMonth(pool, register, month, now, {
            write: async (line) => void (await file.write(line)),
            finish: () => file.sync(),
          });
        } catch (error) {
          await rm(path);
          throw error instanceof ArchiveRefused ? new OperatorFailure(`${name} ${month}: ${error.message}.`) : error;
        } finally {
          await file.close();
        }
      });
      terminal.print(`${name} ${month}: ${count(rows)} rows in ${path}, SHA-256 ${sha256}`);
    });
}

async function verifyAll(pool: Pool, names: readonly string[]): Promise<readonly Checked[]> {
  const registers = new Registers(pool);
  const checked: Checked[] = [];
  for (const name of names) {
    const register = REGISTERS[name];
    if (register === undefined) continue;
    // Shards are found by their rows as well: a head that was removed must not hide its chain.
    const { rows } = await pool.query<{ shard: number }>(
      `select shard from registers.chain_heads where register = $1
       union select distinct shard from registers.${register} union select 0 order by shard`,
      [register],
    );
    for (const { shard } of rows) {
      checked.push({
        register: name,
        shard,
        verdict: await registers.verifyChain(register, undefined, undefined, shard),
      });
    }
  }
  return checked;
}

function lineOf({ register, shard, verdict }: Checked): string {
  const chain = shard === 0 ? register : `${register} (chain ${shard})`;
  if (!verdict.whole) return `${chain}: BROKEN at row ${verdict.seq}: ${FAULTS[verdict.fault]}`;
  const { rows, last } = verdict;
  return `${chain}: whole, ${count(rows)} rows${last === undefined ? '' : `, the last is ${last.seq} ${last.hash}`}`;
}
