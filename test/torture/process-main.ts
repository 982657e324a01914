import { setTimeout as pause } from 'node:timers/promises';
import { PROJECTION_MIGRATIONS } from '#projections';
import { StreamBusy } from '#libs/command-loop';
import { migrationsWith, openEventStore, openRuntime, runProcess, Started, type ProcessPlan } from '#libs/composition';
import { commandFingerprint } from '#libs/dossier-store';
import { StoreUnavailable } from '#libs/event-store';
import { ProjectionRunner } from '#libs/read-store';
import { VaultUnavailable } from '#libs/vault';
import { commandApiProcess } from '../../apps/command-api/src/process.js';
import { projectorProcess } from '../../apps/projector/src/process.js';
import { CLERK, type Answered, type Numbered, type Order, type WitnessCalled } from './orders.js';
import { witness } from './witness.js';

const BEFORE_COMMIT_MS = 3;

/** The product's own writing side below HTTP: takes its commands over the channel to who started it. */
const writer: ProcessPlan = {
  name: 'writer',
  purpose: 'daemon',
  defaultPort: 3009,
  migrations: migrationsWith(PROJECTION_MIGRATIONS),
  mappers: [],
  async open(foundation) {
    const runtime = await openRuntime(foundation, { publishesShipped: false });
    const carryOut = async ({ subjectId, commandId, command }: Order): Promise<Answered> => {
      try {
        const fingerprint = await commandFingerprint(runtime.vault, command.type, command.data);
        const request = { subjectId, commandId, command, actor: CLERK, fingerprint };
        const { events, position = '', revision, replayed } = await runtime.executor.execute(request);
        return { done: { events: events.map(({ type }) => type), position, revision: String(revision), replayed } };
      } catch (error) {
        const again =
          error instanceof StoreUnavailable || error instanceof StreamBusy || error instanceof VaultUnavailable;
        return { failed: { name: String(error), again } };
      }
    };
    process.on('message', ({ number, content }: Numbered<Order>) => {
      void carryOut(content).then((answer) => process.send?.({ number, content: answer } satisfies Numbered<Answered>));
    });
    return { modules: [], close: () => runtime.close() };
  },
};

/** The projector of the product, and in the same process the witness on a runner like its own. */
const projector: ProcessPlan = {
  ...projectorProcess,
  async open(foundation) {
    const { modules, close } = await projectorProcess.open(foundation);
    const started = new Started();
    started.push(close);
    const log = openEventStore(foundation.configuration, foundation.databaseUrl, foundation.logger);
    started.push(() => log.close());
    const watched: typeof witness = {
      ...witness,
      handle: async (events, tx) => {
        process.send?.({ witnessed: events.length } satisfies WitnessCalled);
        await witness.handle(events, tx);
        // What happens between rows and commit shall happen often.
        await pause(BEFORE_COMMIT_MS);
      },
    };
    const runner = new ProjectionRunner({
      url: foundation.databaseUrl,
      store: log.store,
      projections: [watched],
      log: foundation.logger,
    });
    started.push(() => runner.close());
    runner.start();
    return { modules, close: () => started.stop() };
  },
};

const PLANS: Readonly<Record<string, ProcessPlan>> = { 'command-api': commandApiProcess, projector, writer };
const plan = PLANS[process.env['TORTURE_PROCESS'] ?? ''];
if (plan === undefined) throw new Error('TORTURE_PROCESS names no process');
// Whoever started it is gone.
process.once('disconnect', () => process.exit(1));
await runProcess(plan);
