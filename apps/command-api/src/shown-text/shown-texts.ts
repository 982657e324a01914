import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Refusal } from '#libs/dossier';
import { EventStore } from '#libs/event-store';
import { problem } from '#libs/platform';
import { Vault } from '#libs/vault';
import { dossierStreamOf } from '#libs/dossier-store';
import { Dossiers } from '../dossiers.js';
import type { CommandCall } from '../http/call.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { ReferenceNames } from '../reference/reference-names.js';
import { FACT_EVENTS, factsOf, RetentionOver } from './dossier-facts.js';
import { MASK_PROFILE, shownText, type ShownTextKind } from './template.js';

export interface RenderedText {
  readonly maskedText: string;
  readonly maskProfile: string;
  /** SHA-256 of the text in UTF-8, hex: what the clerk approves, and what the event stores. */
  readonly contentHash: string;
  /** Unit that put the entry on the initial list. */
  readonly unitId: string;
}

/** Renders what the public would see of an entry, from the log and the names in force. */
@Injectable()
export class ShownTexts {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly names: ReferenceNames,
    private readonly dossiers: Dossiers,
  ) {}

  /** @throws Refusal SUBJECT_UNKNOWN, ENTRY_UNKNOWN, MINOR_NEVER_PUBLIC; ProblemException 410 RETENTION_OVER */
  async render(kind: ShownTextKind, subjectId: string, entryId: string): Promise<RenderedText> {
    const events: { type: string; data: unknown }[] = [];
    for await (const { eventType, data } of this.store.readStream(dossierStreamOf(subjectId))) {
      if (FACT_EVENTS.has(eventType)) events.push({ type: eventType, data });
    }
    const opened = await this.vault.openMany(events);
    try {
      const facts = factsOf(opened, entryId);
      const { unitId, standardId, standardVersion, minor } = facts.initial;
      // Not even a preview: its text is for guardian case workers (3.14, 6.4).
      if (minor) throw new Refusal('MINOR_NEVER_PUBLIC');
      const maskedText = shownText(kind, facts, {
        unit: this.names.unit(unitId),
        standard: this.names.standard(standardId, standardVersion),
      });
      const contentHash = createHash('sha256').update(maskedText).digest('hex');
      return { maskedText, maskProfile: MASK_PROFILE, contentHash, unitId };
    } catch (error) {
      if (error instanceof RetentionOver) throw problem(httpProblem('RETENTION_OVER'));
      throw error;
    }
  }

  /**
   * The text for a command, provided it is the one that was approved. A command that was carried out before is let
   * through all the same, so that its repeat is answered as it was.
   *
   * @throws ProblemException 409 SHOWN_TEXT_CHANGED; and as {@link render}
   */
  async approved(kind: ShownTextKind, call: CommandCall, approvedHash: string): Promise<RenderedText> {
    const rendered = await this.render(kind, call.subjectId, call.param('entryId'));
    if (rendered.contentHash === approvedHash) return rendered;
    if (await this.dossiers.hasSeen(call)) return rendered;
    throw problem(httpProblem('SHOWN_TEXT_CHANGED'));
  }
}
