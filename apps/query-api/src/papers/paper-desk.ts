import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/access';
import { namesPerson, PaperArchive, personRefOf, type FiledPaper, type ReadPaper } from '#libs/dossier-store';
import type { SubjectType } from '#libs/rules';
import { queryProblem } from '../http/problems.js';
import { ReadingPolicy, type Visible } from '../reading/reach.js';

export interface PaperRoute {
  readonly method: string;
  readonly path: string;
}

/** A paper that its reader may see, and whether why it is read has to be registered. */
export interface VisiblePaper {
  readonly filed: FiledPaper;
  /** The dossier that holds it: that of the subject, or one joined with it. */
  readonly subjectId: string;
  /** It names a natural person, and the reader is an official. */
  readonly registered: boolean;
}

/** Which papers of an entry somebody may read (spec 2, 6.2, 6.3). */
@Injectable()
export class PaperDesk {
  constructor(
    private readonly policy: ReadingPolicy,
    private readonly archive: PaperArchive,
  ) {}

  /**
   * The papers of an entry that the actor may read, in the order in which they went out. Whoever is named as the
   * recipient of one may read that one, with or without a dossier of the own here (3.13).
   *
   * @throws ProblemException NOT_VISIBLE, after the denial is registered
   */
  async visible(actor: Actor, subjectId: string, entryId: string, route: PaperRoute): Promise<readonly VisiblePaper[]> {
    const addressed = await this.addressedTo(actor, subjectId, entryId);
    if (addressed.length > 0) return addressed;
    const visible = await this.policy.visible(actor, subjectId, route, 'CASE');
    const entry = visible.entries.find((one) => one.entryId === entryId);
    if (entry === undefined) throw queryProblem('NOT_VISIBLE');
    if (visible.reach === 'OWN_UNIT' && !this.policy.isOwnUnit(actor, entry.unitId))
      return this.policy.deny(actor, route, 'NOT_VISIBLE', subjectId);
    const subjectType = visible.subject.subjectType as SubjectType;
    const papers = await this.archive.of(entry.subjectId, entryId);
    return papers
      .filter(({ ref }) => this.sees(actor, visible, ref))
      .map((filed) => ({
        filed,
        subjectId: entry.subjectId,
        registered: visible.reach !== 'OWN' && namesPerson(filed.ref.addressee, subjectType),
      }));
  }

  /** One of them. @throws ProblemException NOT_VISIBLE */
  async one(
    actor: Actor,
    { subjectId, entryId, paperId }: { readonly subjectId: string; readonly entryId: string; readonly paperId: string },
    route: PaperRoute,
  ): Promise<VisiblePaper> {
    const papers = await this.visible(actor, subjectId, entryId, route);
    const found = papers.find(({ filed }) => filed.ref.paperId === paperId);
    if (found === undefined) throw queryProblem('NOT_VISIBLE');
    return found;
  }

  /** Makes it again. @throws ProblemException PAPER_NOT_PROVED; StoreUnavailable, VaultUnavailable */
  async read({ subjectId, filed }: VisiblePaper): Promise<ReadPaper> {
    const paper = await this.archive.read(subjectId, filed);
    if (paper.proof === 'FAILED') throw queryProblem('PAPER_NOT_PROVED');
    return paper;
  }

  private async addressedTo(actor: Actor, subjectId: string, entryId: string): Promise<readonly VisiblePaper[]> {
    // The subject reads the whole file of the entry; here come those who have a part in it.
    if (actor.kind === 'OFFICIAL' || actor.subjectRef === subjectId) return [];
    const own = personRefOf(actor);
    const papers = await this.archive.of(subjectId, entryId);
    return papers
      .filter(({ ref }) => ref.recipientRef === own)
      .map((filed) => ({ filed, subjectId, registered: false }));
  }

  private sees(actor: Actor, { reach, subjectIds }: Visible, { addressee, recipientRef }: FiledPaper['ref']): boolean {
    // Who objects from outside is known to those who deal with objections, and to nobody else.
    if (addressee === 'OBJECTOR') return reach === 'WHOLE' && this.policy.has(actor, ['DISPUTE_HANDLER']);
    if (reach !== 'OWN') return true;
    return addressee === 'PUBLIC' || (recipientRef !== undefined && subjectIds.includes(recipientRef));
  }
}
