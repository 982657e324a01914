import { personal } from '#libs/subjects';
import type { DossierEvent } from './events.js';
import { evolve, fold } from './evolve.js';
import { initialState, type DossierState } from './state.js';

const authorized = (agentRef: string): DossierEvent => ({
  type: 'AgentAuthorized',
  data: {
    ...{ agentRef, scope: ['REPAIR'], validFrom: '2026-09-01', validTo: '2026-12-31' },
    ...{ agentName: personal('p-1', 'record', '某人'), evidence: [] },
  },
});
const revoked = (agentRef: string): DossierEvent => ({
  type: 'AgentRevoked',
  data: { agentRef, revokedOn: '2026-10-01' },
});

const EVENTS = [authorized('a'), authorized('b'), revoked('a'), authorized('c'), revoked('c')];
const oneByOne = (events: readonly DossierEvent[]): DossierState => events.reduce(evolve, initialState);
const said = (state: DossierState): string => JSON.stringify(state);

describe('folding many events', () => {
  it('makes what each makes after the other, and leaves what it began with as it was', () => {
    const begun = fold(initialState, EVENTS.slice(0, 2));
    const before = said(begun);
    expect(said(fold(begun, EVENTS.slice(2)))).toBe(said(oneByOne(EVENTS)));
    expect(said(evolve(begun, revoked('b')))).not.toBe(before);
    expect(said(begun)).toBe(before);
    expect(said(initialState)).toBe(said(oneByOne([])));
  });

  it('writes into nothing that whoever gives the events folds meanwhile', () => {
    const seen: DossierState[] = [];
    function* events(): Iterable<DossierEvent> {
      for (const [index, event] of EVENTS.entries()) {
        const last = seen.at(-1) ?? initialState;
        seen.push(index % 2 === 0 ? evolve(last, event) : fold(last, [event]));
        yield event;
      }
    }
    expect(said(fold(initialState, events()))).toBe(said(oneByOne(EVENTS)));
    expect(seen.map(said)).toEqual(EVENTS.map((_, index) => said(oneByOne(EVENTS.slice(0, index + 1)))));
  });

  it('takes a member of any name', () => {
    const { agents } = fold(initialState, [authorized('a'), authorized('__proto__'), authorized('b')]);
    expect(Object.keys(agents)).toEqual(['a', '__proto__', 'b']);
    expect(Object.getPrototypeOf(agents)).toBe(Object.prototype);
  });
});
