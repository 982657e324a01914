import { CommandLoop } from '#libs/command-loop';
import { createDossierStore, dossierDecider } from '#libs/dossier-store';
import { MemoryEventStore, type JsonObject, type RecordedEvent } from '#libs/event-store';
import { EntryReader, TriggerCommands } from '#libs/joint-measures';
import { act } from '../../../libs/dossier/src/testing/acts.js';
import { activeBlack } from '../../../libs/dossier/src/testing/journeys.js';
import { givenDossier, type Scenario } from '../../../libs/dossier/src/testing/scenario.js';
import { A, BLK_1, FOC_1, RED_1 } from '../../../libs/dossier/src/testing/world.js';
import { SNAPSHOT, TestClock, ToldListSource } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { MemoryVault } from '../../../libs/dossier-store/src/testing/memory-vault.js';
import { MeasuresProcess, SystemMeasures } from './measures.process.js';

describe('the process that has the loop of measures follow its dossier (5.2)', () => {
  let store: MemoryEventStore;
  let process: MeasuresProcess;
  let scenario: Scenario;
  beforeEach(() => {
    store = new MemoryEventStore();
    const snapshot = { ...SNAPSHOT, standards: [RED_1, BLK_1, FOC_1] };
    const clock = new TestClock('2026-09-18T02:00:00.000Z');
    const reference = { snapshot: () => snapshot };
    const sources = { vault: new MemoryVault(), lists: new ToldListSource(), reference };
    const { repository } = createDossierStore({ store, clock, decider: dossierDecider, ...sources });
    const loop = new CommandLoop(store, clock);
    const entries = new EntryReader(store, repository);
    process = new MeasuresProcess(
      new SystemMeasures(new TriggerCommands({ loop, vault: sources.vault, reference, entries })),
    );
    scenario = activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
  });

  async function recorded(): Promise<readonly RecordedEvent[]> {
    const events = scenario.log.map(({ type, data }) => ({
      ...{ eventId: crypto.randomUUID(), eventType: type, schemaVersion: 1 },
      data: JSON.parse(
        JSON.stringify({ ...data, ...(type === 'SubjectRegistered' && { subjectId: 's-1' }) }),
      ) as JsonObject,
      metadata: { recordedAt: '2026-09-18T01:00:00.000Z' },
    }));
    await store.append('dossier-s-1', 'no-stream', events);
    const found: RecordedEvent[] = [];
    for await (const event of store.readStream('dossier-s-1')) found.push(event);
    return found;
  }
  async function loops(): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for await (const event of store.readAll({ streamPrefixes: ['trigger-'] })) found.push(event);
    return found;
  }

  it('initiates the loop, and tells it of a stop, once, however often it is told', async () => {
    scenario.given(act('TriggerJointMeasures'), A.drafter).given(act('SettleDueDeadlines'), SYSTEM, '2029-09-17');
    const events = await recorded();
    for (const event of [...events, ...events]) await process.handle(event);
    const told = await loops();
    expect(told.map(({ eventType }) => eventType)).toEqual(['TriggerInitiated', 'TriggerStopped']);
    expect(told[0]?.metadata).toMatchObject({
      ...{ subjectId: 's-1', actor: { role: 'SYSTEM', rule: 'measures.follow' } },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('leaves entries without measures alone', async () => {
    for (const event of await recorded()) await process.handle(event);
    expect(await loops()).toEqual([]);
  });
});

const SYSTEM = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };
