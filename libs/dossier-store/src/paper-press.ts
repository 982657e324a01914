import { randomBytes } from 'node:crypto';
import type { CommandType, DossierEvent, PaperOrder, PaperPress, PaperRef } from '#libs/dossier';
import type { EventStore } from '#libs/event-store';
import { makePaper, PAPER_FACTS, type OpenEvent, type PaperTemplates } from '#libs/papers';
import type { ReferenceData } from '#libs/reference-data';
import type { Vault } from '#libs/vault';
import { dossierStreamOf } from './dossier-kind.js';
import { dossierUpcasters } from './upcasters.js';

/** Commands whose acts go out in writing. */
export const PAPERED_COMMANDS: ReadonlySet<CommandType> = new Set<CommandType>([
  ...(['ServePriorNotice', 'ServeDecision', 'DecideRepair', 'DecideObjection'] as const),
  ...(['AnnounceExit', 'PublishRestorationNotice', 'RunExitChain'] as const),
]);

export interface PressSources {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly reference: Pick<ReferenceData, 'snapshot'>;
  readonly templates: PaperTemplates;
}

/** A paper as the press made it. */
export interface PaperCopy extends Pick<PaperRef, 'kind' | 'addressee' | 'templateId' | 'templateVersion'> {
  readonly title: string;
  readonly html: string;
}

/** A press with a copy of what it printed, in order. */
export interface OpenPress {
  readonly press: PaperPress;
  readonly copies: readonly PaperCopy[];
}

/**
 * Opens what papers may say of a dossier, so that a decision can have them printed while it is made: with the very dates
 * and texts that it comes to, on the very revision that it appends to (docs/decisions/0022).
 *
 * @param newCode what is printed as the code of a paper
 * @throws StoreUnavailable, VaultUnavailable
 */
export async function openPress(
  sources: PressSources,
  subjectId: string,
  newCode: () => string = chanceCode,
): Promise<OpenPress> {
  const { past, texts } = await openPast(sources, subjectId);
  const copies: PaperCopy[] = [];
  const { units, standards } = sources.reference.snapshot();
  const press = (order: PaperOrder): ReturnType<PaperPress> => {
    const template = sources.templates.latest(order.kind);
    if (template === undefined) return undefined;
    const { unitId, standardId, standardVersion, events, ...about } = order;
    const standard = standards.find((one) => one.standardId === standardId && one.version === standardVersion);
    const printed = {
      code: newCode(),
      unitName: units[unitId]?.name ?? unitId,
      standardTitle: standard?.title ?? standardId,
    };
    const decided = events.filter(({ type }) => PAPER_FACTS.has(type)).map((event) => opened(event, texts));
    const made = makePaper(template, { ...about, ...printed, events: [...past, ...decided] });
    // A paper with gaps is not sent to anybody; what was erased is past serving.
    if (made.erased.length > 0) return undefined;
    const by = { templateId: template.id, templateVersion: template.version };
    copies.push({ kind: order.kind, addressee: order.addressee, ...by, title: made.title, html: made.html });
    return { ...by, sha256: made.sha256, ...printed };
  };
  return { press, copies };
}

/** Eighty bits of chance, to be read out on the telephone. */
function chanceCode(): string {
  return (randomBytes(10).toString('hex').toUpperCase().match(/.{4}/g) ?? []).join('-');
}

/** The events of the dossier that papers speak of, and the texts in them by their boxes. */
async function openPast(
  { store, vault }: PressSources,
  subjectId: string,
): Promise<{ readonly past: readonly OpenEvent[]; readonly texts: ReadonlyMap<string, unknown> }> {
  const stored: { type: string; data: unknown }[] = [];
  for await (const event of store.readStream(dossierStreamOf(subjectId))) {
    const { eventType: type, data } = dossierUpcasters.lift(event);
    if (PAPER_FACTS.has(type)) stored.push({ type, data });
  }
  const past: readonly unknown[] = await vault.open<readonly unknown[]>(stored);
  const texts = new Map<string, unknown>();
  pair(stored, past, texts);
  return { past: past as readonly OpenEvent[], texts };
}

function pair(stored: unknown, open: unknown, texts: Map<string, unknown>): void {
  if (typeof stored !== 'object' || stored === null) return;
  const box = (stored as { $sealed?: { box?: string } }).$sealed?.box;
  if (box !== undefined) texts.set(box, open);
  else
    for (const [key, value] of Object.entries(stored))
      pair(value, (open as Readonly<Record<string, unknown>>)[key], texts);
}

/** What was just decided, with its texts in clear: new ones are so still, those of a proposal lie sealed in the state. */
function opened({ type, data }: DossierEvent, texts: ReadonlyMap<string, unknown>): OpenEvent {
  return { type, data: inClear(data, texts) } as unknown as OpenEvent;
}

function inClear(value: unknown, texts: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => inClear(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  const { $personal, $sealed } = value as { $personal?: { value: string }; $sealed?: { box: string } };
  if ($personal !== undefined) return $personal.value;
  if ($sealed !== undefined) return texts.get($sealed.box) ?? { $erased: true };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inClear(item, texts)]));
}
