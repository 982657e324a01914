import { Injectable } from '@nestjs/common';
import { EventStore } from '#libs/event-store';
import { Clock, problem } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { legalDateOf } from '#libs/rules';
import { applyFindings, scrubFindings } from '#libs/subjects';
import { Vault } from '#libs/vault';
import { dossierStreamOf } from '#libs/dossier-store';
import { Dossiers } from '../dossiers.js';
import type { CommandCall } from '../http/call.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { FACT_EVENTS, RetentionOver, termsOf } from './dossier-facts.js';
import { hashOf, NoMaskProfile, renderShown, type RenderedNotice, type RenderedText } from './rendering.js';
import type { ShownTextKind } from './template.js';
import { OwnEntries } from './own-entries.js';

/** What a clerk sends to have a text shown: the hash that was approved, and further names that may not stand in it. */
export interface Approved {
  readonly approvedContentHash: string;
  readonly names?: readonly string[];
}

/** Renders what the public would see of an entry, from the log, the names and the mask profile in force. */
@Injectable()
export class ShownTexts {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly reference: ReferenceData,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
    private readonly own: OwnEntries,
  ) {}

  /**
   * @throws Refusal SUBJECT_UNKNOWN, ENTRY_UNKNOWN, MINOR_NEVER_PUBLIC; ProblemException 410 RETENTION_OVER, 409
   *   MASK_PROFILE_NOT_IN_FORCE
   */
  async render(
    kind: ShownTextKind,
    subjectId: string,
    entryId: string,
    names: readonly string[] = [],
  ): Promise<RenderedText> {
    const opened = await this.opened(subjectId);
    try {
      const on = legalDateOf(this.clock.now());
      return renderShown(kind, { opened, entryId }, this.reference.snapshot(), on, names);
    } catch (error) {
      if (error instanceof RetentionOver) throw problem(httpProblem('RETENTION_OVER'));
      if (error instanceof NoMaskProfile) throw problem(httpProblem('MASK_PROFILE_NOT_IN_FORCE'));
      throw error;
    }
  }

  /** A notice as it would be published: without the persons of the dossier, further names, and identifiers. */
  async notice(subjectId: string, text: string, names: readonly string[] = []): Promise<RenderedNotice> {
    const findings = scrubFindings(text, termsOf(await this.opened(subjectId), names));
    const shown = applyFindings(text, findings);
    return { text: shown, findings, contentHash: hashOf(shown) };
  }

  /**
   * The text for a command, provided it is the one that was approved. A command that was carried out before is let
   * through all the same, so that its repeat is answered as it was.
   *
   * @throws Refusal NOT_YOUR_ENTRY; ProblemException 409 SHOWN_TEXT_CHANGED; and as {@link render}
   */
  async approved(
    kind: ShownTextKind,
    call: CommandCall,
    { approvedContentHash, names }: Approved,
  ): Promise<Omit<RenderedText, 'contentHash' | 'unitId'>> {
    await this.own.demand(call);
    const {
      contentHash,
      unitId: _,
      ...rendered
    } = await this.render(kind, call.subjectId, call.param('entryId'), names);
    if (contentHash === approvedContentHash) return rendered;
    if (await this.dossiers.hasSeen(call)) return rendered;
    throw problem(httpProblem('SHOWN_TEXT_CHANGED'));
  }

  private async opened(subjectId: string): Promise<readonly { readonly type: string; readonly data: unknown }[]> {
    const events: { type: string; data: unknown }[] = [];
    for await (const { eventType, data } of this.store.readStream(dossierStreamOf(subjectId))) {
      if (FACT_EVENTS.has(eventType)) events.push({ type: eventType, data });
    }
    return this.vault.openMany(events);
  }
}
