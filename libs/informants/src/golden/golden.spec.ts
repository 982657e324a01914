import { CommandLoop } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { MemoryEventStore } from '#libs/event-store';
import type { ReferenceSnapshot } from '#libs/reference-data';
import { goldenBeside, goldenOf, plainTypes, shapesOf, type Golden } from '../../../command-loop/src/testing/golden.js';
import { evolveReport } from '../evolve.js';
import type { InformantStore } from '../informant-store.js';
import { ReportCommands } from '../report-kind.js';
import type { ReportCommand, ReportEvent, ReportEventMap } from '../report.js';
import { REPORTED, WHO } from '../testing/script.js';

const golden = goldenBeside(import.meta.url);

const TYPES = {
  ...{ ReportReceived: true, ReportFactsAdded: true, ReportForwarded: true, ReportResult: true },
  ...{ UnsealProposed: true, UnsealGranted: true },
} satisfies Record<keyof ReportEventMap, true>;

/** Remembers what it was given to keep. */
class Drawer {
  readonly kept: string[] = [];
  keepIdentity = async (id: string, what: unknown) => void this.kept.push(`${id} ${JSON.stringify(what)}`);
  keepFacts = this.keepIdentity;
  keepText = this.keepIdentity;
  keepCode = this.keepIdentity;
}

/** Everything that can happen to a report, as it is stored today. */
async function storedNow(): Promise<{ readonly stored: readonly Golden[]; readonly kept: readonly string[] }> {
  const store = new MemoryEventStore();
  const drawer = new Drawer();
  const snapshot = () => ({ units: { 'unit-a': {} }, unitSuccessors: {} }) as unknown as ReferenceSnapshot;
  const loop = new CommandLoop(store, { now: () => '2026-09-18T01:00:00.000Z' });
  const informants = drawer as unknown as InformantStore;
  const reports = new ReportCommands({ loop, store, informants, reference: { snapshot } });
  const reportId = '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10';
  let count = 0;
  const run = async (command: ReportCommand, actor?: CommandActor) => {
    count += 1;
    const commandId = `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a${String(count).padStart(2, '0')}`;
    const by = actor === undefined ? {} : { actor };
    return reports.run({ reportId, command, commandId, fingerprint: 'ab'.repeat(32), ...by });
  };
  await run({ type: 'ReceiveReport', data: REPORTED });
  await run({ type: 'AddReportFacts', data: { facts: { text: '另有录音' } } });
  await run({ type: 'ForwardReport', data: { unitId: 'unit-a' } }, WHO.office);
  const proposed = await run({ type: 'ProposeUnsealing', data: { reason: '须核实' } }, WHO.drafter);
  const proposalId = proposed.events[0]?.ids['proposalId'] ?? '';
  await run({ type: 'GrantUnsealing', data: { proposalId } }, WHO.reviewer);
  await run({ type: 'RecordReportResult', data: { result: 'ACTED_UPON', text: '已处理' } }, WHO.drafter);
  const stored: Golden[] = [];
  for await (const event of store.readAll()) stored.push(goldenOf(event));
  return { stored, kept: drawer.kept };
}

describe('golden events of reports', () => {
  it('are there for every type, once without a variant', () => {
    expect(plainTypes(golden)).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today; what is secret is kept beside them, and stands in none', async () => {
    const { stored, kept } = await storedNow();
    expect(stored.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
    expect(shapesOf(stored)).toEqual(shapesOf(golden.values()));
    const secrets = ['转让激励资格', '李某', '13900000000', '7K3M-Q0ZT', '另有录音', '须核实', '已处理'];
    for (const secret of secrets) {
      expect(kept.join()).toContain(secret);
      expect(JSON.stringify([stored, [...golden.values()]])).not.toContain(secret);
    }
  });

  it('fold to what they say', () => {
    const told = [
      'ReportReceived',
      'ReportFactsAdded',
      'ReportForwarded',
      'UnsealProposed',
      'UnsealGranted',
      'ReportResult',
    ];
    const { report } = told
      .map((name) => {
        const { eventType, data } = golden.get(`${name}.v1`) ?? {};
        return { type: eventType, data } as unknown as ReportEvent;
      })
      .reduce(evolveReport, {});
    expect(report).toMatchObject({
      ...{ status: 'CONCLUDED', kind: 'IMPROPER_USE', unitId: 'unit-a', result: { result: 'ACTED_UPON' } },
      ...{ proposals: [], unsealings: [{ until: '2026-09-19T01:00:00.000Z' }] },
    });
    expect(report?.facts).toHaveLength(2);
  });
});
