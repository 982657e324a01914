import { CommandLoop } from '#libs/command-loop';
import { MemoryEventStore } from '#libs/event-store';
import { goldenBeside, sealedAlike, shapesOf, type Golden } from '../../../command-loop/src/testing/golden.js';
import { GrantCommands } from '../grant-commands.js';
import {
  evolveGrant,
  type GrantCommand,
  type GrantEvent,
  type GrantEventMap,
  type RequestGrant,
} from '../grant-stream.js';

const golden = goldenBeside(import.meta.url);

const TYPES = {
  GrantRequested: true,
  UnmaskGranted: true,
  BulkGranted: true,
  ExportApproved: true,
  GrantRefused: true,
  GrantRevoked: true,
} satisfies Record<keyof GrantEventMap, true>;

/** Everything that can happen to a grant, as it is stored today. */
async function storedNow(): Promise<readonly Golden[]> {
  const store = new MemoryEventStore();
  const commands = new GrantCommands({
    loop: new CommandLoop(store, { now: () => '2026-09-01T01:00:00.000Z' }),
    vault: { seal: sealedAlike },
    publishes: () => true,
  });
  const official = { userId: 'a-handler', unitId: 'unit-a', role: 'DISPUTE_HANDLER' };
  const reviewer = { userId: 'privacy-reviewer', unitId: 'unit-o', role: 'PRIVACY_REVIEWER' };
  const asked: Omit<RequestGrant, 'kind'> = {
    ...{ type: 'RequestGrant', purposeCode: 'DISPUTE_HANDLING', matterNo: '1号' },
    ...{ from: '2026-09-01', until: '2026-09-30', reason: '一个理由' },
  };
  const approve = { type: 'ApproveGrant' } as const;
  const courses: readonly (readonly GrantCommand[])[] = [
    [{ ...asked, kind: 'UNMASKED' }, approve, { type: 'RevokeGrant', reason: '一个理由' }],
    [{ ...asked, kind: 'BULK', userId: 'approval-system' }, approve],
    [{ ...asked, kind: 'EXPORT', legalBasis: '条例第二十条' }, approve],
    [
      { ...asked, kind: 'UNMASKED' },
      { type: 'RefuseGrant', reason: '一个理由' },
    ],
  ];
  const stored: Golden[] = [];
  for (const [n, course] of courses.entries()) {
    for (const [i, command] of course.entries()) {
      const actor = i === 0 ? official : reviewer;
      const commandId = `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9${n}0${i}`;
      await commands.run({ grantId: `g-${n}`, command, actor, commandId, fingerprint: 'ab'.repeat(32) });
    }
    for await (const event of store.readStream(`grant-g-${n}`)) stored.push(event);
  }
  return stored;
}

describe('golden events of grants', () => {
  it('are there for every type, once without a variant', () => {
    const plain = [...golden.keys()].filter((name) => /^[A-Za-z]+\.v1$/.test(name)).map((name) => name.split('.')[0]);
    expect(plain.sort()).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today, and hold no reason in clear', async () => {
    const stored = await storedNow();
    expect(shapesOf(stored)).toEqual(shapesOf(golden.values()));
    expect(JSON.stringify(stored.map(({ data }) => data))).not.toContain('理由');
  });

  it('fold to what they say', () => {
    const fold = (...names: readonly string[]) =>
      names.reduce((state, name) => {
        const { eventType: type, data } = golden.get(`${name}.v1`) ?? {};
        return evolveGrant(state, { type, data } as unknown as GrantEvent);
      }, {});
    const scope = { unitId: 'unit-a', userId: 'a-handler', from: '2026-09-01', until: '2026-09-30' };
    expect(fold('GrantRequested')).toMatchObject({ grant: { ...scope, status: 'REQUESTED', kind: 'UNMASKED' } });
    expect(fold('GrantRequested', 'UnmaskGranted')).toMatchObject({ grant: { ...scope, status: 'GRANTED' } });
    expect(fold('GrantRequested', 'BulkGranted')).toMatchObject({ grant: { status: 'GRANTED', kind: 'BULK' } });
    expect(fold('GrantRequested', 'ExportApproved')).toMatchObject({ grant: { status: 'GRANTED', kind: 'EXPORT' } });
    expect(fold('GrantRequested', 'GrantRefused')).toMatchObject({ grant: { status: 'REFUSED' } });
    expect(fold('GrantRequested', 'UnmaskGranted', 'GrantRevoked')).toMatchObject({ grant: { status: 'REVOKED' } });
    expect(fold('GrantRevoked')).toEqual({});
  });
});
