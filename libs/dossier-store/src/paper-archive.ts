import { isPersonalName, type DossierEventType, type PaperAddressee, type PaperRef } from '#libs/dossier';
import type { EventStore, RecordedEvent } from '#libs/event-store';
import { makePaper, PAPER_FACTS, styleSource, type OpenEvent, type PaperTemplates } from '#libs/papers';
import type { LegalDate, SubjectType } from '#libs/rules';
import type { Vault } from '#libs/vault';
import { dossierStreamOf } from './dossier-kind.js';
import { dossierUpcasters } from './upcasters.js';

/** A paper that went out, as the log holds it: everything but its text. */
export interface FiledPaper {
  readonly ref: PaperRef;
  readonly entryId: string;
  /** The act it went out with. */
  readonly eventType: DossierEventType;
  /** Legal date of the act. */
  readonly on: LegalDate;
  /** Revision of that event in the dossier. */
  readonly revision: bigint;
}

/**
 * PROVED: made again, it has the hash that stands in the event. ERASED: texts of it are gone, so that it cannot be proved
 * any more. FAILED: it should have that hash and has not: the log, the vault or a template was tampered with.
 */
export type PaperProof = 'PROVED' | 'ERASED' | 'FAILED';

/** A paper made again. */
export interface ReadPaper {
  readonly filed: FiledPaper;
  readonly proof: PaperProof;
  readonly html: string;
  readonly erased: readonly { readonly field: string; readonly zh: string; readonly en: string }[];
  /** For the content security policy: the only style that the page may have. */
  readonly styleSource: string;
}

export interface ArchiveSources {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly templates: PaperTemplates;
}

/** Finds the papers of a dossier in the log, and makes them again (docs/decisions/0022). */
export class PaperArchive {
  constructor(private readonly sources: ArchiveSources) {}

  /** The papers of an entry in the order in which they went out. @throws StoreUnavailable */
  async of(subjectId: string, entryId: string): Promise<readonly FiledPaper[]> {
    return (await this.events(subjectId)).flatMap((event) => filedIn(event, entryId));
  }

  /**
   * Makes a paper again from the events up to its own and the version of its template.
   *
   * @throws StoreUnavailable, VaultUnavailable; RangeError where this release lacks the version of the template
   */
  async read(subjectId: string, { ref, entryId, ...rest }: FiledPaper): Promise<ReadPaper> {
    const filed = { ref, entryId, ...rest };
    const template = this.sources.templates.version(ref.templateId, ref.templateVersion);
    if (template === undefined) throw new RangeError(`no template ${ref.templateId}@${ref.templateVersion}`);
    const stored = (await this.events(subjectId))
      .filter(({ revision, eventType }) => revision <= filed.revision && PAPER_FACTS.has(eventType))
      .map(({ eventType: type, data }) => ({ type, data }));
    const opened: unknown = await this.sources.vault.open<unknown>({ stored, code: ref.code });
    const { stored: events, code } = opened as { stored: readonly OpenEvent[]; code: string };
    const { html, sha256, erased } = makePaper(template, { ...ref, entryId, code, events });
    const proof = erased.length > 0 ? 'ERASED' : sha256 === ref.sha256 ? 'PROVED' : 'FAILED';
    return { filed, proof, html, erased, styleSource: styleSource(template.layout) };
  }

  private async events(subjectId: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.sources.store.readStream(dossierStreamOf(subjectId)))
      events.push(dossierUpcasters.lift(event));
    return events;
  }
}

function filedIn({ eventType, data, metadata, revision }: RecordedEvent, entryId: string): readonly FiledPaper[] {
  const { papers, entryId: own } = data as unknown as { papers?: readonly PaperRef[]; entryId?: string };
  if (papers === undefined || own !== entryId) return [];
  const on = metadata['legalDate'] as LegalDate;
  return papers.map((ref) => ({ ref, entryId, eventType: eventType as DossierEventType, on, revision }));
}

/** Whether a paper names a natural person other than by the masks of the public. */
export function namesPerson(addressee: PaperAddressee, subjectType: SubjectType | undefined): boolean {
  switch (addressee) {
    case 'PUBLIC':
      return false;
    case 'SUBJECT':
      return subjectType !== undefined && isPersonalName(subjectType);
    case 'RESPONSIBLE_PERSON':
    case 'GUARDIAN':
    case 'OBJECTOR':
      return true;
  }
}
