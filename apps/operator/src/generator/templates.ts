import { dossierStreamOf, DOSSIER_PREFIX } from '#libs/dossier-store';
import { MemoryEventStore, type EventStore, type RecordedEvent } from '#libs/event-store';
import { publishShipped, ReferenceData } from '#libs/reference-data';
import { addDays, legalDateOf, startOfDay, type Instant } from '#libs/rules';
import { STORIES } from '../../../standalone/src/demonstration/stories.js';
import type { Story } from '../../../standalone/src/demonstration/story.js';
import { tellStories } from '../../../standalone/src/demonstration/seeder.js';
import { TemplateLists, TemplateVault } from './template-vault.js';

/** A dossier as the rules made it, its sealed texts legible. */
export interface Template {
  readonly story: Story;
  readonly subjectId: string;
  /** Reference of the person responsible, where the story has one. */
  readonly personRef?: string;
  readonly events: readonly RecordedEvent[];
}

export interface Templates {
  /** Units, standards, measures, calendars: what the dossiers refer to, stream by stream. */
  readonly reference: ReadonlyMap<string, readonly RecordedEvent[]>;
  readonly dossiers: readonly Template[];
}

/** Calendar days before the end at which the shipped reference data are published: before everything else. */
const SHIPPED_BEFORE = 250;

const told = new Map<Instant, Promise<Templates>>();

/** As `tell`, once in a process for each instant. */
export function tellTemplates(until: Instant): Promise<Templates> {
  const known = told.get(until) ?? tell(until);
  told.set(until, known);
  return known;
}

/**
 * Lets the stories of the demonstration happen, in memory, up to an instant: by the ordinary commands and rules, on a
 * clock that walks.
 */
async function tell(until: Instant): Promise<Templates> {
  const store = new MemoryEventStore();
  const vault = new TemplateVault();
  const shippedAt = startOfDay(addDays(legalDateOf(until), -SHIPPED_BEFORE));
  await publishShipped(store, { now: () => shippedAt });
  const reference = new ReferenceData(store, { basisMode: 'WARN' });
  await reference.start();
  try {
    await tellStories({ store, vault, reference, until, lists: new TemplateLists(until) });
  } finally {
    await reference.stop();
  }
  const dossiers = await Promise.all(STORIES.map((story) => templateOf(story, store, vault)));
  return { reference: await referenceOf(store), dossiers };
}

async function templateOf(story: Story, store: EventStore, { index }: TemplateVault): Promise<Template> {
  const subjectId = await index.findRef(story.identifier);
  if (subjectId === undefined) throw new RangeError(`the story ${story.key} was not told`);
  const personRef = story.person && (await index.findRef(story.person.identifier));
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(dossierStreamOf(subjectId))) events.push(event);
  return { story, subjectId, events, ...(personRef === undefined ? {} : { personRef }) };
}

async function referenceOf(store: EventStore): Promise<Templates['reference']> {
  const streams = new Map<string, RecordedEvent[]>();
  for await (const event of store.readAll()) {
    if (event.streamId.startsWith(DOSSIER_PREFIX)) continue;
    const stream = streams.get(event.streamId) ?? [];
    streams.set(event.streamId, [...stream, event]);
  }
  return streams;
}
