import { CommandLoop } from '#libs/command-loop';
import { MemoryEventStore } from '#libs/event-store';
import type { ReferenceSnapshot } from '#libs/reference-data';
import { SHIPPED_CALENDAR, SHIPPED_RULE_PACKS } from '#libs/rules';
import {
  goldenBeside,
  goldenOf,
  plainTypes,
  sealedAlike,
  shapesOf,
  type Golden,
} from '../../../command-loop/src/testing/golden.js';
import { ComplaintCommands } from '../complaint-kind.js';
import type { ComplaintCommand, ComplaintEvent, ComplaintEventMap } from '../complaint.js';
import { evolveComplaint } from '../evolve.js';
import { ANSWER, FILED, RELATED, WHO } from '../testing/script.js';

const golden = goldenBeside(import.meta.url);

const TYPES = {
  ...{ ComplaintFiled: true, ComplaintAssigned: true, ComplaintVerificationOpened: true, DeadlineSet: true },
  ...{ ComplaintVerificationRefused: true, ComplaintDecided: true, ComplaintWithdrawn: true, DeadlineMet: true },
  ...{ DeadlineMissed: true, DeadlineRescheduled: true, DeadlineLapsed: true },
} satisfies Record<keyof ComplaintEventMap, true>;

const NO_15_OCTOBER = SHIPPED_CALENDAR.years.map((one) => ({ ...one, off: [...one.off, '2026-10-15'] }));
const WHOLE: ComplaintCommand = {
  type: 'FileComplaint',
  data: {
    ...{ ...FILED, contact: '13911112222', wrongData: { fields: ['FACTS'], allegedError: '有误' } },
    evidence: [{ docId: '9a41f0c2-6c0b-4f0e-9c55-2f1f0d3c4b5a', sha256: 'ab'.repeat(32), title: '截图' }],
  },
};

/** Everything that can happen to a complaint, as it is stored today: several complaints, each to its end. */
async function storedNow(): Promise<readonly Golden[]> {
  const store = new MemoryEventStore();
  let now = '2026-09-18T01:00:00.000Z';
  let calendar = SHIPPED_CALENDAR;
  const units = Object.fromEntries(
    ['unit-a', 'unit-b', 'unit-s'].map((unitId) => [unitId, { unitId, name: unitId, formerNames: [] }]),
  );
  const snapshot = () =>
    ({ calendar, rulePacks: SHIPPED_RULE_PACKS, units, unitSuccessors: {} }) as unknown as ReferenceSnapshot;
  const commands = new ComplaintCommands({
    ...{ loop: new CommandLoop(store, { now: () => now }), store, reference: { snapshot } },
    vault: { seal: sealedAlike, open: async () => '' as never },
    relations: { read: async () => RELATED },
  });
  let count = 0;
  const run = async (complaintId: string, who: keyof typeof WHO, command: ComplaintCommand) => {
    count += 1;
    const commandId = `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a${String(count).padStart(2, '0')}`;
    await commands.run({ complaintId, command, actor: WHO[who], commandId, fingerprint: 'ab'.repeat(32) });
  };
  const [first, second] = ['3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10', '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a11'];
  await run(first, 'subject', WHOLE);
  calendar = { ...calendar, version: 'later', years: NO_15_OCTOBER };
  await run(first, 'system', { type: 'RecomputeComplaintDeadline', data: {} });
  await run(first, 'office', { type: 'AssignComplaint', data: { unitId: 'unit-s', handlerId: 's-handler' } });
  const verificationId = 'e2c1b1f0-6c0b-4f0e-9c55-2f1f0d3c4b5a';
  await run(first, 'system', { type: 'RecordComplaintVerification', data: { verificationId } });
  now = '2026-10-19T01:00:00.000Z';
  await run(first, 'system', { type: 'SettleComplaintDeadline', data: {} });
  await run(first, 'handler', { type: 'DecideComplaint', data: ANSWER });
  await run(second, 'subject', { type: 'FileComplaint', data: { ...FILED, standing: 'THIRD_PARTY' } });
  await run(second, 'office', { type: 'AssignComplaint', data: { unitId: 'unit-s' } });
  const refusedBecause = 'OBJECTION_NOT_POSSIBLE';
  await run(second, 'system', { type: 'RecordComplaintVerification', data: { refusedBecause } });
  await run(second, 'subject', { type: 'WithdrawComplaint', data: { reason: '已解决' } });
  const stored: Golden[] = [];
  for await (const event of store.readAll()) stored.push(goldenOf(event));
  return stored;
}

describe('golden events of complaints', () => {
  it('are there for every type, once without a variant', () => {
    expect(plainTypes(golden)).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today, and what is stored today has theirs; nothing personal is in clear', async () => {
    const stored = await storedNow();
    expect(stored.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
    expect(shapesOf(stored)).toEqual(shapesOf(golden.values()));
    expect(JSON.stringify([stored, [...golden.values()]])).not.toMatch(/\$personal|13911112222|三次拒收/);
  });

  it('fold to what they say', () => {
    const fold = (...told: readonly string[]) =>
      ['ComplaintFiled', 'DeadlineSet', ...told]
        .map((name) => {
          const { eventType, data } = golden.get(`${name}.v1`) ?? {};
          return { type: eventType, data } as unknown as ComplaintEvent;
        })
        .reduce(evolveComplaint, {}).complaint;
    expect(fold('DeadlineRescheduled', 'ComplaintAssigned', 'ComplaintVerificationOpened')).toMatchObject({
      ...{ status: 'ASSIGNED', handler: { unitId: 'unit-s', userId: 's-handler' }, conduct: ['DELAY'] },
      ...{ verification: { verificationId: expect.any(String) }, deadline: { dueOn: '2026-10-16' } },
    });
    expect(fold('ComplaintVerificationRefused')?.verification).toEqual({ refusedBecause: 'OBJECTION_NOT_POSSIBLE' });
    expect(fold('DeadlineMissed', 'ComplaintDecided', 'DeadlineMet')).toMatchObject({
      ...{ status: 'DECIDED', decision: { result: 'SUBSTANTIATED', late: true }, deadline: { status: 'MET' } },
    });
    expect(fold('ComplaintWithdrawn', 'DeadlineLapsed')).toMatchObject({
      ...{ status: 'WITHDRAWN', deadline: { status: 'LAPSED' } },
    });
  });
});
