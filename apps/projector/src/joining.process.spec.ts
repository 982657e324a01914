import { createDossierStore, dossierDecider, JoinedDossiers, type DossierStore } from '#libs/dossier-store';
import type { DossierEventType } from '#libs/dossier';
import { MemoryEventStore, type JsonObject, type RecordedEvent } from '#libs/event-store';
import { activeBlack, activeRed } from '../../../libs/dossier/src/testing/journeys.js';
import { givenDossier, type Scenario } from '../../../libs/dossier/src/testing/scenario.js';
import { A, BLK_1, FOC_1, RED_1 } from '../../../libs/dossier/src/testing/world.js';
import { SNAPSHOT, TestClock, ToldListSource } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { MemoryVault } from '../../../libs/dossier-store/src/testing/memory-vault.js';
import { JoiningProcess } from './joining.process.js';
import { SystemCommands } from './system-commands.js';

const DATES = { from: '2026-09-07', ready: '2026-09-18' };
const pair = { proposalId: 'p-1', drafter: A.drafter, approver: A.approver };

describe('the process that joins dossiers', () => {
  let store: MemoryEventStore;
  let dossiers: DossierStore;
  let process: JoiningProcess;
  beforeEach(() => {
    store = new MemoryEventStore();
    const snapshot = { ...SNAPSHOT, standards: [RED_1, BLK_1, FOC_1] };
    const clock = new TestClock('2026-09-18T02:00:00.000Z');
    const sources = { vault: new MemoryVault(), lists: new ToldListSource(), reference: { snapshot: () => snapshot } };
    dossiers = createDossierStore({ store, clock, decider: dossierDecider, ...sources });
    process = new JoiningProcess(new SystemCommands(dossiers.executor), new JoinedDossiers(dossiers.repository));
  });

  /** A dossier in the log, as if its events had been recorded before. */
  async function given(subjectId: string, scenario: Scenario): Promise<void> {
    const events = scenario.log.map(({ type, data }) =>
      event(type, { ...data, ...(type === 'SubjectRegistered' && { subjectId }) }),
    );
    await store.append(`dossier-${subjectId}`, 'no-stream', events);
  }
  const event = (eventType: DossierEventType, data: object) => ({
    eventId: crypto.randomUUID(),
    eventType,
    schemaVersion: 1,
    data: JSON.parse(JSON.stringify(data)) as JsonObject,
    metadata: { recordedAt: '2026-09-18T01:00:00.000Z' },
  });
  async function appended(subjectId: string, type: DossierEventType, data: object): Promise<void> {
    const { revision } = await dossiers.repository.load(subjectId);
    await store.append(`dossier-${subjectId}`, revision, [event(type, data)]);
  }
  const goesOnFor = (older: string, otherSubjectId: string) =>
    appended(older, 'DossiersJoined', { otherSubjectId, part: 'CONTINUES', reason: '同一主体', ...pair });

  /** What the log holds is handed to the process, also what it caused itself, until nothing comes any more. */
  async function followed(): Promise<readonly RecordedEvent[]> {
    for (let at = 0; ; at++) {
      const log = await all(store.readAll());
      const next = log[at];
      if (next === undefined) return log;
      await process.handle(next);
    }
  }
  const of = (log: readonly RecordedEvent[], subjectId: string, type: DossierEventType) =>
    log.filter((one) => one.streamId === `dossier-${subjectId}` && one.eventType === type).map(({ data }) => data);

  it('has the other refer to the one that goes on, once, however often it is told', async () => {
    await given('older', givenDossier());
    await given('younger', givenDossier());
    await goesOnFor('older', 'younger');
    const log = await followed();
    expect(of(log, 'younger', 'DossiersJoined')).toMatchObject([
      { otherSubjectId: 'older', part: 'REFERS', proposalId: 'p-1', approver: { userId: A.approver.userId } },
    ]);
    expect(log.at(-1)?.metadata).toMatchObject({
      actor: { role: 'SYSTEM', rule: 'dossiers.joined' },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await followed()).toEqual(log);
  });

  it('leaves one that has gone on elsewhere meanwhile', async () => {
    for (const id of ['first', 'second', 'younger']) await given(id, givenDossier());
    await goesOnFor('first', 'younger');
    await goesOnFor('second', 'younger');
    const log = await followed();
    expect(of(log, 'younger', 'DossiersJoined')).toMatchObject([{ otherSubjectId: 'first', part: 'REFERS' }]);
  });

  it.each([
    ['older', 'younger'],
    ['younger', 'older'],
  ])('removes red from the %s where the %s is black listed', async (red, black) => {
    const scenarios = { [red]: activeRed(givenDossier(), DATES), [black]: activeBlack(givenDossier(), DATES) };
    for (const [id, scenario] of Object.entries(scenarios)) await given(id, scenario);
    await goesOnFor('older', 'younger');
    const log = await followed();
    const cause = of(log, black, 'EntryRecognized')[0]?.['entryId'];
    expect(of(log, red, 'EntryExited')).toMatchObject([{ exitReason: 'BLACK_LISTED', causedByEntryId: cause }]);
    expect(of(log, black, 'EntryExited')).toEqual([]);
    expect(await followed()).toEqual(log);
  });

  it('catches a red recognition that crossed a black one in the other dossier', async () => {
    const crossing = activeRed(givenDossier(), DATES);
    const recognition = crossing.log.findIndex(({ type }) => type === 'EntryRecognized');
    const [before, after] = [crossing.log.slice(0, recognition), crossing.log.slice(recognition)];
    crossing.log.splice(0, crossing.log.length, ...before);
    await given('older', crossing);
    await given('younger', givenDossier());
    await goesOnFor('older', 'younger');
    await followed();
    const black = activeBlack(givenDossier(), DATES).log.slice(1);
    for (const { type, data } of black) await appended('younger', type, data);
    // The look that follows the black recognition finds no red one yet; that which follows the red one finds both.
    expect(of(await followed(), 'older', 'EntryExited')).toEqual([]);
    for (const { type, data } of after) await appended('older', type, data);
    expect(of(await followed(), 'older', 'EntryExited')).toMatchObject([{ exitReason: 'BLACK_LISTED' }]);
  });

  it('looks at nothing where a subject has one dossier', async () => {
    await given('alone', activeRed(givenDossier(), DATES));
    const before = await all(store.readAll());
    expect(await followed()).toEqual(before);
  });
});

async function all(events: AsyncIterable<RecordedEvent>): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for await (const one of events) found.push(one);
  return found;
}
