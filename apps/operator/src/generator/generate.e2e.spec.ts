import { dossierStreamOf, DOSSIER_PREFIX } from '#libs/dossier-store';
import { MemoryEventStore, type EventStore, type RecordedEvent } from '#libs/event-store';
import { checkIdentifier } from '#libs/subjects';
import { openOffice, type Office } from '../testing/office.js';
import { run } from '../testing/run.js';
import { Dossiers, subjectIdOf } from './dossiers.js';
import { generate } from './generate.js';

const UNTIL = '2026-11-20';
const ASKED = ['--until', UNTIL, '--seed', '7', '--events-per-subject', '12'];
const SUBJECTS = 60;

async function eventsOf(store: EventStore, prefix = DOSSIER_PREFIX): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll({ streamPrefixes: [prefix] })) events.push(event);
  return events;
}

/** Everything but where it stands in which log and what the sealed texts look like. */
function told(events: readonly RecordedEvent[]): readonly unknown[] {
  return events.map(({ position: _, ...event }) =>
    JSON.parse(
      JSON.stringify({ ...event, revision: String(event.revision) }, (key, value: unknown) =>
        key === 'box' ? '' : value,
      ),
    ),
  );
}

/** Keys and identifiers that are written down nowhere. */
const NO_VAULT = {
  sealersOf: async (ids: readonly unknown[]) => ids.map(() => () => 'c2VhbGVk'),
  index: { claimNew: async () => undefined },
};

describe('operator generate', () => {
  let office: Office;
  let dossiers: Dossiers;
  beforeAll(async () => {
    office = await openOffice();
    await office.open();
    dossiers = await Dossiers.prepare({ seed: 7, until: `${UNTIL}T02:00:00.000Z`, eventsPerSubject: 12 });
  });
  afterAll(() => office.close());

  it('writes fictitious dossiers, says so, and goes on where it was', async () => {
    const first = await run(['generate', '--subjects', '25', ...ASKED], office.env);
    expect(first.error).toBeUndefined();
    expect(first.notes).toMatch(/FICTITIOUS dossiers into the log in postgres/);
    expect(first.out).toMatch(/^25 fictitious subjects; \d+ events in .* \([\d,]+\/s\)$/);
    const before = await eventsOf(office.store);

    const more = await run(['generate', '--subjects', String(SUBJECTS), ...ASKED, '--json'], office.env);
    const events = await eventsOf(office.store);
    expect(JSON.parse(more.out)).toMatchObject({
      ...{ subjects: SUBJECTS, found: 25, events: events.length - before.length },
      ...{ seed: 7, until: `${UNTIL}T02:00:00.000Z` },
    });
    expect(told(events.slice(0, before.length))).toEqual(told(before));
    expect(new Set(events.map(({ streamId }) => streamId)).size).toBe(SUBJECTS);
    expect(events.map(({ position }) => position)).toEqual([...new Set(events.map(({ position }) => position))].sort());
    const again = await run(['generate', '--subjects', String(SUBJECTS), ...ASKED, '--json'], office.env);
    expect(JSON.parse(again.out)).toMatchObject({ found: SUBJECTS, events: 0 });
  });

  it('writes the same for the same seed on any store, and other dossiers for another', async () => {
    const write = async (seed: number): Promise<readonly RecordedEvent[]> => {
      const store = new MemoryEventStore();
      const made = seed === 7 ? dossiers : await Dossiers.prepare({ seed, until: `${UNTIL}T02:00:00.000Z` });
      await generate({ dossiers: made, seed, subjects: SUBJECTS, store, vault: NO_VAULT });
      return eventsOf(store);
    };
    const same = await write(7);
    const written = told(await eventsOf(office.store)) as { streamId: string }[];
    const byStream = (events: readonly unknown[]) =>
      [...(events as { streamId: string }[])].sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
    expect(byStream(told(same))).toEqual(byStream(written));
    const other = await write(8);
    expect(new Set([...same, ...other].map(({ eventId }) => eventId)).size).toBe(same.length + other.length);
  });

  it('fills what an interrupted batch of single appends has left open', async () => {
    const store = new MemoryEventStore();
    const append = store.append.bind(store);
    const lost = dossierStreamOf(subjectIdOf(7, 20));
    let refused = 0;
    store.append = async (streamId, expected, events) => {
      if (streamId === lost && (refused += 1) === 1) throw new Error('killed');
      return append(streamId, expected, events);
    };
    const options = { dossiers, seed: 7, subjects: SUBJECTS, store, vault: NO_VAULT };
    await expect(generate(options)).rejects.toThrow('killed');
    expect(await eventsOf(store, lost)).toEqual([]);
    await generate(options);
    const whole = await eventsOf(store);
    expect(new Set(whole.map(({ streamId }) => streamId)).size).toBe(SUBJECTS);
    expect(whole).toHaveLength((await eventsOf(office.store)).length);
  });

  it('has as many events a dossier as were asked for, lives of every kind, and nothing after the end', async () => {
    expect(dossiers.mean).toBeCloseTo(12, 3);
    const drafts = Array.from({ length: 500 }, (_, n) => dossiers.draft(n));
    const mean = drafts.reduce((sum, { length }) => sum + length, 0) / drafts.length;
    expect(Math.abs(mean - 12)).toBeLessThan(2);
    const events = drafts.flatMap((draft) => draft.make(() => '').events);
    const types = new Set(events.map(({ eventType }) => eventType));
    for (const type of ['EntryRecognized', 'EntryPublished', 'MeasuresTriggered', 'ObjectionFiled', 'EntryExited'])
      expect(types).toContain(type);
    const lists = new Set(events.flatMap(({ data }) => /"listKind":"(\w+)"/.exec(data)?.[1] ?? []));
    expect([...lists].sort()).toEqual(['BLACK', 'FOCUS', 'RED']);
    const recorded = events.map(({ metadata }) => (JSON.parse(metadata) as { recordedAt: string }).recordedAt).sort();
    expect((recorded.at(-1) ?? '').slice(0, 10) <= UNTIL).toBe(true);
  });

  it('gives everybody an identifier of their own, right and belonging to nobody', () => {
    const drafts = Array.from({ length: 500 }, (_, n) => dossiers.draft(n));
    const identifiers = drafts.flatMap(({ claims }) => claims.map(({ identifier }) => identifier));
    expect(new Set(identifiers.map(({ value }) => value)).size).toBe(identifiers.length);
    for (const identifier of identifiers) {
      const type = identifier.kind === 'USCC' ? 'ENTERPRISE' : 'NATURAL_PERSON';
      expect(checkIdentifier(identifier, type, UNTIL, { checksumException: false }).ok).toBe(true);
    }
  });

  it('is read by every read model, and its sealed texts open', async () => {
    const { error } = await run(['rebuild', '--all'], office.env);
    expect(error).toBeUndefined();
    expect((await run(['verify', 'current-lists'], office.env)).error).toBeUndefined();
    const { rows } = await office.pool.query('select count(*)::int as subjects from read.current_subjects');
    expect(rows).toEqual([{ subjects: SUBJECTS }]);

    const { vault } = await office.open();
    const drafts = Array.from({ length: SUBJECTS }, (_, n) => dossiers.draft(n));
    const person = drafts.find(({ identifier }) => identifier.kind === 'CITIZEN_ID');
    const [opened] = await vault.openMany(
      (await eventsOf(office.store, dossierStreamOf(person?.subjectId ?? ''))).map(({ data }) => data),
    );
    expect(opened).toMatchObject({ identifier: person?.identifier.value, name: expect.any(String) });
    expect(await vault.index.findRefs(drafts.map(({ identifier }) => identifier))).toEqual(
      drafts.map((_, n) => subjectIdOf(7, n)),
    );
  });

  it('refuses a log with entries that are not its own, unless it is told to', async () => {
    const others = await run(['generate', '--subjects', '3', '--seed', '9', '--until', UNTIL], office.env);
    expect(others.error).toMatch(/not generated with this seed[\s\S]*nothing was written/);
    const taken = await run(['generate', '--subjects', '3', '--seed', '9', '--among-real-entries'], office.env);
    expect(taken.error).toMatch(/identifier of these fictitious subjects is known already/);
    expect(await eventsOf(office.store, dossierStreamOf(subjectIdOf(9, 0)))).toEqual([]);
  });

  it.each([
    [['--subjects', '0'], /whole number from 1/],
    [['--subjects', '10', '--events', '10'], /more than 1 and fewer than \d+ events on average/],
    [['--subjects', '10', '--until', 'tomorrow'], /--until is a date/],
    [['--subjects', '99999999999'], /--subjects is at most/],
  ])('explains what is wrong with %j', async (args, message) => {
    expect((await run(['generate', ...args], office.env)).error).toMatch(message);
  });
});
