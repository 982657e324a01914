import { importSnapshot, type NationalListSource, type SnapshotListSource } from '#libs/cross-check';
import { DEMONSTRATION_USERS } from '#libs/access';
import {
  createDossierStore,
  dossierDecider,
  DOSSIER_PREFIX,
  dossierStreamOf,
  type DossierStoreOptions,
} from '#libs/dossier-store';
import type { ShownText } from '#libs/dossier';
import type { EventStore } from '#libs/event-store';
import type { ReferenceData } from '#libs/reference-data';
import { legalDateOf, type Instant } from '#libs/rules';
import { findingIdOf, type Identifier } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import type { Pool } from 'pg';
import { FACT_EVENTS } from '../../../command-api/src/shown-text/dossier-facts.js';
import { renderShown } from '../../../command-api/src/shown-text/rendering.js';
import { PastDays } from './past-days.js';
import { FIRST_DAY, NATIONAL_SNAPSHOT, ReferenceWalk } from './reference.js';
import { STORIES } from './stories.js';
import { StoryWalk, walkAll, WalkedClock, type WalkParts } from './walk.js';

export interface SeedParts extends ToldParts {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly lists: SnapshotListSource;
}

/** What it takes to tell the stories, wherever texts are sealed and whoever answers for the national lists. */
export interface ToldParts {
  readonly store: EventStore;
  readonly vault: DossierStoreOptions['vault'] & Pick<Vault, 'openMany'>;
  readonly reference: ReferenceData;
  readonly lists: NationalListSource;
  /** The instant up to which the past is told: the same in every attempt, since all dates are counted back from it. */
  readonly until: Instant;
  /** Acts told so far, of all. */
  readonly progress?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** Whether anybody is registered: then the log is somebody's, and not to be filled with stories. */
export async function hasDossiers(store: EventStore): Promise<boolean> {
  for await (const _ of store.readAll({ streamPrefixes: [DOSSIER_PREFIX], limit: 1 })) return true;
  return false;
}

/**
 * Tells the past of the fictitious city by the ordinary commands of its officials, on a clock of its own that walks
 * from the day the city began up to `until`. What was told before is left as it is, so that a telling that was broken
 * off is completed and one that was complete adds nothing.
 *
 * @throws what the commands throw, when a story no longer fits the rules; the reason of `signal` when it is aborted
 */
export async function seedDemonstration(parts: SeedParts): Promise<void> {
  const { pool, vault, reference, lists, until } = parts;
  const days = new PastDays(reference.snapshot().calendar, legalDateOf(until));
  await importSnapshot({
    pool,
    hasher: vault.index,
    sourceId: lists.sourceId,
    version: `demonstration-${days.day(FIRST_DAY)}`,
    snapshotAt: days.instant(FIRST_DAY, 0),
    csv: lines(NATIONAL_SNAPSHOT),
  });
  await tellStories(parts);
}

/** The same where the national lists are known already. @throws as `seedDemonstration` */
export async function tellStories(parts: ToldParts): Promise<void> {
  const { store, vault, reference, lists, until, progress, signal } = parts;
  const clock = new WalkedClock();
  const days = new PastDays(reference.snapshot().calendar, legalDateOf(until));
  clock.instant = days.instant(FIRST_DAY, 0);
  const dossiers = createDossierStore({ store, clock, vault, decider: dossierDecider, reference, lists });
  const all = STORIES.reduce((sum, { steps }) => sum + steps.length, 0);
  let done = 0;
  const walkParts: WalkParts = {
    ...dossiers,
    days,
    clock,
    until,
    thirdPartyRef: await dossiers.registry.personRefFor(thirdParty()),
    shownText: (kind, subjectId, entryId) => approvedText(parts, kind, subjectId, entryId, clock.now()),
    onStep: () => progress?.(++done, all),
  };
  const stories: StoryWalk[] = [];
  for (const [index, story] of STORIES.entries()) {
    signal?.throwIfAborted();
    const walk = new StoryWalk(story, index, walkParts);
    done += await walk.open();
    stories.push(walk);
  }
  progress?.(done, all);
  // First in the list and alone at its first instants: nobody is listed before there are standards.
  await walkAll([new ReferenceWalk(store, reference, clock, days), ...stories], clock, signal);
}

/** The text as the clerk approves it, everything that was found in it confirmed. */
async function approvedText(
  { store, vault, reference }: ToldParts,
  kind: 'PUBLICITY' | 'PUBLICATION',
  subjectId: string,
  entryId: string,
  now: Instant,
): Promise<ShownText> {
  const events: { type: string; data: unknown }[] = [];
  for await (const { eventType, data } of store.readStream(dossierStreamOf(subjectId)))
    if (FACT_EVENTS.has(eventType)) events.push({ type: eventType, data });
  const told = { opened: await vault.openMany(events), entryId };
  const { maskedText, maskProfile, rendering } = renderShown(kind, told, reference.snapshot(), legalDateOf(now));
  return { maskedText, maskProfile, rendering, confirmedFindings: rendering.findings.map(findingIdOf) };
}

function thirdParty(): Identifier {
  const identifier = DEMONSTRATION_USERS.find(({ officialId }) => officialId === 'third-party')?.identifier;
  if (identifier === undefined) throw new RangeError('no third party among the accounts');
  return { kind: identifier.type, value: identifier.value };
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
