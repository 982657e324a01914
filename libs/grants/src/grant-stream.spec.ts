import fc from 'fast-check';
import type { GrantQuestion } from '#libs/access';
import {
  decideGrant,
  evolveGrant,
  standsFor,
  type GrantCommand,
  type GrantContext,
  type GrantEvent,
  type GrantState,
  type RequestGrant,
} from './grant-stream.js';
import { GRANT_REFUSALS, GrantRefusal, type GrantRefusalCode } from './refusals.js';

const official = { userId: 'a-handler', unitId: 'unit-a', role: 'DISPUTE_HANDLER' };
const reviewer = { userId: 'reviewer', unitId: 'unit-o', role: 'PRIVACY_REVIEWER' };
const asked: RequestGrant = {
  ...{ type: 'RequestGrant', kind: 'UNMASKED', purposeCode: 'DISPUTE_HANDLING', matterNo: '1号' },
  ...{ from: '2026-09-01', until: '2026-09-30', reason: '核对' },
};
const scope: Omit<GrantQuestion, 'at'> & Pick<RequestGrant, 'from' | 'until'> = {
  ...{ kind: 'UNMASKED', unitId: 'unit-a', userId: 'a-handler', purposeCode: 'DISPUTE_HANDLING' },
  ...{ from: '2026-09-01', until: '2026-09-30' },
};

function context(more: Partial<GrantContext> = {}): GrantContext {
  const publishes = (unitId: string, code: string) => unitId === 'unit-a' && code === 'DISPUTE_HANDLING';
  return { grantId: 'g-1', actor: official, today: '2026-09-01', publishes, ...more };
}
function after(...commands: readonly (readonly [GrantCommand, Partial<GrantContext>])[]): GrantState {
  return commands.reduce<GrantState>(
    (state, [command, more]) => decideGrant(command, state, context(more)).reduce(evolveGrant, state),
    {},
  );
}
const REQUESTED = [asked, {}] as const;
const APPROVED = [{ type: 'ApproveGrant' }, { actor: reviewer }] as const;
const { from: _from, until: _until, ...whose } = scope;
const question = (more: Partial<GrantQuestion> = {}): GrantQuestion => ({
  ...{ ...whose, at: '2026-09-15T01:00:00.000Z', ...more },
});

describe('a grant (6.2)', () => {
  it('is asked for by an official of a unit, for a purpose that the unit has published', () => {
    expect(decideGrant(asked, {}, context())).toEqual([
      {
        type: 'GrantRequested',
        data: {
          ...{ ...scope, requestedBy: 'a-handler', matterNo: '1号' },
          reason: { $personal: { about: 'g-1', scope: 'grant', value: '核对' } },
        },
      },
    ]);
  });

  it.each([
    ['UNMASKED', 'UnmaskGranted'],
    ['BULK', 'BulkGranted'],
    ['EXPORT', 'ExportApproved'],
  ] as const)('of kind %s is granted by a reviewer as %s', (kind, type) => {
    const state = after([{ ...asked, kind }, {}]);
    const granted = decideGrant({ type: 'ApproveGrant' }, state, context({ actor: reviewer }));
    expect(granted).toEqual([{ type, data: { ...scope, kind } }]);
    expect(standsFor(granted.reduce(evolveGrant, state), question({ kind }))).toBe(true);
  });

  it.each<[string, Partial<GrantQuestion>]>([
    ['another kind', { kind: 'BULK' }],
    ['another unit', { unitId: 'unit-b' }],
    ['another user', { userId: 'a-drafter' }],
    ['another purpose', { purposeCode: 'BID_REVIEW' }],
    ['the day before', { at: '2026-08-31T15:59:59.999Z' }],
    ['the day after', { at: '2026-09-30T16:00:00.000Z' }],
  ])('does not stand for %s', (_, more) => {
    expect(standsFor(after(REQUESTED, APPROVED), question(more))).toBe(false);
  });

  it('stands from the first to the last of its days in Shanghai', () => {
    const state = after(REQUESTED, APPROVED);
    for (const at of ['2026-08-31T16:00:00.000Z', '2026-09-30T15:59:59.999Z'])
      expect(standsFor(state, question({ at }))).toBe(true);
  });

  it('does not stand while it is asked for, refused or revoked', () => {
    const by = { actor: reviewer };
    const refuse = [{ type: 'RefuseGrant', reason: '可脱敏办理' }, by] as const;
    const revoke = [{ type: 'RevokeGrant', reason: '已完成' }, by] as const;
    for (const state of [{}, after(REQUESTED), after(REQUESTED, refuse), after(REQUESTED, APPROVED, revoke)])
      expect(standsFor(state, question())).toBe(false);
  });

  const others: Readonly<Record<string, readonly (readonly [GrantCommand, Partial<GrantContext>])[]>> = {
    requested: [REQUESTED],
    granted: [REQUESTED, APPROVED],
    refused: [REQUESTED, [{ type: 'RefuseGrant', reason: '否' }, { actor: reviewer }]],
    revoked: [REQUESTED, APPROVED, [{ type: 'RevokeGrant', reason: '止' }, { actor: reviewer }]],
  };
  it.each<[GrantRefusalCode, string | undefined, GrantCommand, Partial<GrantContext>]>([
    ['GRANT_UNKNOWN', undefined, { type: 'ApproveGrant' }, { actor: reviewer }],
    ['GRANT_EXISTS', 'requested', asked, {}],
    ['GRANT_WITHOUT_UNIT', undefined, asked, { actor: { userId: 'x', role: 'SUPERVISOR' } }],
    ['GRANT_MATTER_UNPUBLISHED', undefined, { ...asked, purposeCode: 'CURIOSITY' }, {}],
    ['GRANT_MATTER_UNPUBLISHED', 'requested', { type: 'ApproveGrant' }, { actor: reviewer, publishes: () => false }],
    ['GRANT_PERIOD_INVALID', undefined, { ...asked, until: '2026-08-31' }, {}],
    ['GRANT_PERIOD_INVALID', undefined, asked, { today: '2026-10-01' }],
    ['GRANT_PERIOD_TOO_LONG', undefined, { ...asked, until: '2026-10-02' }, {}],
    ['GRANT_PERIOD_TOO_LONG', undefined, { ...asked, kind: 'BULK', until: '2027-09-02' }, {}],
    ['GRANT_OWN_REQUEST', 'requested', { type: 'ApproveGrant' }, {}],
    ['GRANT_OWN_REQUEST', 'requested', { type: 'RefuseGrant', reason: '否' }, {}],
    ['GRANT_DECIDED', 'refused', { type: 'ApproveGrant' }, { actor: reviewer }],
    ['GRANT_DECIDED', 'revoked', { type: 'ApproveGrant' }, { actor: reviewer }],
    ['GRANT_DECIDED', 'granted', { type: 'RefuseGrant', reason: '否' }, { actor: reviewer }],
    ['GRANT_LAPSED', 'requested', { type: 'ApproveGrant' }, { actor: reviewer, today: '2026-10-01' }],
    ['GRANT_NOT_STANDING', 'requested', { type: 'RevokeGrant', reason: '止' }, { actor: reviewer }],
  ])('%s refuses when %s, and nothing is appended', (code, given, command, more) => {
    const state = given === undefined ? {} : after(...(others[given] ?? []));
    const decided = (): readonly GrantEvent[] => decideGrant(command, state, context(more));
    expect(decided).toThrow(new GrantRefusal(code).message);
    expect(GRANT_REFUSALS[code].zh).not.toBe('');
  });

  it('may be for 31 days unmasked, for 366 otherwise', () => {
    expect(decideGrant({ ...asked, until: '2026-10-01' }, {}, context())).toHaveLength(1);
    expect(decideGrant({ ...asked, kind: 'EXPORT', until: '2027-09-01' }, {}, context())).toHaveLength(1);
  });

  it('what is so already comes to nothing', () => {
    const by = context({ actor: reviewer });
    expect(decideGrant({ type: 'ApproveGrant' }, after(...(others['granted'] ?? [])), by)).toEqual([]);
    expect(decideGrant({ type: 'RefuseGrant', reason: '否' }, after(...(others['refused'] ?? [])), by)).toEqual([]);
    expect(decideGrant({ type: 'RevokeGrant', reason: '止' }, after(...(others['revoked'] ?? [])), by)).toEqual([]);
  });

  it('stands only by the hand of another person, whatever happens in whatever order', () => {
    const command = fc.constantFrom<GrantCommand>(
      asked,
      { type: 'ApproveGrant' },
      { type: 'RefuseGrant', reason: '否' },
      { type: 'RevokeGrant', reason: '止' },
    );
    const actor = fc.constantFrom(official, reviewer, { ...reviewer, userId: 'a-drafter' });
    fc.assert(
      fc.property(fc.array(fc.tuple(command, actor), { maxLength: 12 }), (acts) => {
        let state: GrantState = {};
        const granters: string[] = [];
        for (const [one, by] of acts) {
          try {
            const events = decideGrant(one, state, context({ actor: by }));
            if (events[0]?.type === 'UnmaskGranted') granters.push(by.userId);
            state = events.reduce(evolveGrant, state);
          } catch (error) {
            expect(error).toBeInstanceOf(GrantRefusal);
          }
        }
        const { grant } = state;
        if (!standsFor(state, { ...question(), userId: grant?.userId ?? '' })) return;
        expect(granters).toHaveLength(1);
        expect(granters).not.toContain(grant?.requestedBy);
        expect(granters).not.toContain(grant?.userId);
      }),
    );
  });
});
