import { jest } from '@jest/globals';
import { publishReferenceData } from '../crash/setting.js';
import { compareWithLog, readLog, repeat } from '../torture/checks.js';
import { Clients } from '../torture/clients.js';
import { Ledger } from '../torture/ledger.js';
import { TownClient } from '../torture/torture.js';
import { Town } from '../torture/town.js';

// Three processes are started from their sources, on a machine that may be busy.
jest.setTimeout(180_000);

const CLIENTS = 3;
/** So many commands are acknowledged before the kill, and after the restart. */
const COMMANDS = 15;
const GROWTH_MS = 60_000;
const REPEAT_EACH = 5;

describe('a writer with its log in EventStoreDB, killed with -9 under load', () => {
  let town: Town;
  const ledger = new Ledger();

  beforeAll(async () => {
    town = await Town.open({ store: 'eventstoredb', processes: { 'command-api': 1, writer: 1, projector: 0 } });
    await publishReferenceData(new TownClient(town));
  });
  afterAll(() => town.close({ keep: false }));

  it('writes every acknowledged command exactly once', async () => {
    const clients = new Clients(town, ledger, 'kill');
    const working = clients.run(CLIENTS);
    expect(await ledger.grown(COMMANDS, GROWTH_MS)).toBe(true);
    for (const { process } of town.of('writer')) {
      await process.kill();
      await process.start();
    }
    expect(await ledger.grown(COMMANDS, GROWTH_MS)).toBe(true);
    clients.stop();
    await working;

    const store = town.openStore();
    const log = await readLog(store, 'eventstoredb');
    const wrongs = [...ledger.wrongs, ...log.wrongs, ...compareWithLog(log, ledger)];
    wrongs.push(...(await repeat(ledger, REPEAT_EACH)));
    expect(wrongs).toEqual([]);
    // The kill did hit commands under way, and no repeat wrote anything.
    expect(ledger.acknowledged.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(1);
    expect((await readLog(store, 'eventstoredb')).events).toBe(log.events);
    await store.close();
  });
});
