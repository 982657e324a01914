import fc from 'fast-check';
import { loadStream, StreamCache, type FoldedStream } from '#libs/command-loop';
import { Refusal } from '#libs/dossier';
import { MemoryEventStore } from '#libs/event-store';
import { addDays, type LegalDate } from '#libs/rules';
import type { KeyId } from '#libs/vault';
import { deepFreeze } from '../../command-loop/src/testing/watched-store.js';
import { move, movesFor, pickFrom, wildMove } from '../../dossier/src/model/moves.js';
import type { Move } from '../../dossier/src/model/run.js';
import { WORLD } from '../../dossier/src/model/world.js';
import { A, OTHERS, SUBJECT_ID } from '../../dossier/src/testing/world.js';
import { openDossierCache } from './dossier-cache.js';
import { dossierDecider } from './dossier-decider.js';
import { dossierFolding, dossierStreamOf, type DossierDecider } from './dossier-kind.js';
import { createDossierStore, type DossierStore } from './dossier-store.js';
import type { DossierView } from './dossier-view.js';
import { given, SNAPSHOT, TestClock, ToldListSource } from './testing/fixtures.js';
import { MemoryVault } from './testing/memory-vault.js';

const LIMITS = { maxStreams: 10, maxBytes: 10_000_000 };
const STREAM = dossierStreamOf(SUBJECT_ID);

/** Whatever changes a state that it was given fails. */
const frozen: DossierDecider = {
  ...dossierDecider,
  evolve: (state, event) => deepFreeze(dossierDecider.evolve(deepFreeze(state), deepFreeze(event))),
  fold: (state, events) => deepFreeze(dossierDecider.fold(deepFreeze(state), deepFreeze(events))),
};

/** Two processes on one log, each with a cache of its own. */
class Pair {
  readonly store = new MemoryEventStore();
  readonly clock = new TestClock();
  readonly caches = [new StreamCache<DossierView>(LIMITS), new StreamCache<DossierView>(LIMITS)] as const;
  private readonly vault = new MemoryVault();
  private readonly processes: readonly DossierStore[] = this.caches.map((streams) =>
    createDossierStore({
      ...{ store: this.store, clock: this.clock, vault: this.vault, decider: frozen, streams },
      ...{ lists: new ToldListSource(), reference: { snapshot: () => ({ ...SNAPSHOT, ...WORLD }) } },
    }),
  );

  /** @returns how many events came of it; a refusal is none */
  async give(process: 0 | 1, { command, actor }: Move): Promise<number> {
    try {
      const { events } = (await this.processes[process]?.executor.execute(given(SUBJECT_ID, command, { actor }))) ?? {};
      return events?.length ?? 0;
    } catch (error) {
      if (error instanceof Refusal) return 0;
      throw error;
    }
  }

  read(): Promise<FoldedStream<DossierView>> {
    return loadStream(this.store, STREAM, dossierFolding(frozen));
  }
}

/** To the letter: the order of keys and what is absent count as well. */
function said({ state, revision, position, lastRecordedAt, ...more }: FoldedStream<DossierView>): string {
  return JSON.stringify([state, `${revision}`, position, lastRecordedAt, more.bytes]);
}

describe('dossiers in memory', () => {
  it('are what a read of the log gives, whatever was done to them by two processes', async () => {
    const any = fc.noBias(fc.nat(1_000_000));
    const step = fc.record({
      process: fc.constantFrom(0 as const, 1 as const),
      days: fc.constantFrom(0, 0, 0, 0, 1, 8, 40),
      wild: fc.nat(9),
      ...{ pick: any, a: any, b: any },
    });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
        const pair = new Pair();
        let today: LegalDate = '2026-09-07';
        const subject = { subjectId: SUBJECT_ID, subjectType: 'NATURAL_PERSON', identifierKind: 'CITIZEN_ID' } as const;
        const person = { name: '某人', identifier: '640100199001010012' };
        await pair.give(0, move('RegisterSubject', A.drafter, { ...subject, ...person }));
        for (const { process, days, wild, ...chance } of steps) {
          today = addDays(today, days);
          pair.clock.instant = `${today}T01:00:00.000Z`;
          const { dossier } = (await pair.read()).state;
          const chosen = wild === 0 ? undefined : pickFrom(movesFor(dossier, today, chance), chance);
          await pair.give(process, chosen ?? wildMove(dossier, today, chance));
          if (days > 0) await pair.give(process, move('SettleDueDeadlines', OTHERS.system, {}));
          const read = await pair.read();
          for (const cache of pair.caches) {
            const held = cache.held(STREAM);
            if (held?.revision !== read.revision) continue;
            expect(said(held)).toBe(said(read));
            compared += 1;
          }
        }
      }),
      { numRuns: Number(process.env['MINGDAN_LONG_TESTS'] ?? 0) > 0 ? 1_000 : 5, seed: 20_261_122 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('leave the memory with the keys of what is sealed in them', async () => {
    let destroyed: (key: KeyId | undefined) => void = () => undefined;
    const vault = { onKeyDestroyed: (watcher: typeof destroyed) => void (destroyed = watcher) };
    const cache = openDossierCache({ vault, maxBytes: 1_000_000 });
    const store = new MemoryEventStore();
    const { executor } = createDossierStore({
      ...{ store, clock: new TestClock(), vault: new MemoryVault(), decider: dossierDecider, streams: cache },
      ...{ lists: new ToldListSource(), reference: { snapshot: () => SNAPSHOT } },
    });
    const subject = { subjectType: 'ENTERPRISE', identifierKind: 'USCC', name: '某公司', identifier: 'x' } as const;
    const register = async (): Promise<void> => {
      for (const subjectId of ['a', 'b']) {
        await executor.execute(given(subjectId, { type: 'RegisterSubject', data: { subjectId, ...subject } }));
      }
    };
    const held = (): readonly string[] => ['a', 'b'].filter((id) => cache.held(dossierStreamOf(id)) !== undefined);
    await register();
    expect(held()).toEqual(['a', 'b']);
    destroyed({ about: 'a', scope: 'record' });
    expect(held()).toEqual(['b']);
    destroyed({ about: 'somebody', scope: 'an entry' });
    expect(held()).toEqual(['b']);
    destroyed(undefined);
    expect(held()).toEqual([]);
  });
});
