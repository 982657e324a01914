import { Injectable } from '@nestjs/common';
import { Gathered } from '#libs/platform';
import type { LegalDate } from '#libs/rules';
import { Vault } from '#libs/vault';
import { standingsOf, type Standings } from '#projections';
import { PreparedPool } from '../reading/prepared-pool.js';
import { Today } from '../reading/today.js';
import { identifierOf, type AskedIdentifierDto } from './asked-identifier.js';

export interface SubjectsQuestion {
  /** Some hundreds at most: they are read together. */
  readonly identifiers: readonly AskedIdentifierDto[];
  /** The asking unit and those merged into it: whose measures are told. */
  readonly unitIds: readonly string[];
}

/** What stood about the subjects of one question, in the order asked. */
export interface FoundSubjects extends Standings {
  /** Who they are; undefined for each that is unknown. */
  readonly refs: readonly (string | undefined)[];
  /** Instant and legal date for which it holds. */
  readonly asOf: string;
  readonly today: LegalDate;
}

/** Nobody has it: what an unknown subject is looked up by, so that unknown and unlisted take the same way. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Finds subjects by their identifiers, with what stands about them. Questions about one are gathered. */
@Injectable()
export class AskedSubjects {
  private readonly gathered = new Gathered((questions: readonly SubjectsQuestion[]) => this.findAll(questions));

  constructor(
    private readonly vault: Vault,
    private readonly prepared: PreparedPool,
    private readonly today: Today,
  ) {}

  /** With as many statements as one, however many are asked about. @throws VaultUnavailable */
  async find(question: SubjectsQuestion): Promise<FoundSubjects> {
    if (question.identifiers.length === 1) return this.gathered.ask(question);
    const [found] = await this.findAll([question]);
    if (found === undefined) throw new Error('a question without an answer');
    return found;
  }

  private async findAll(questions: readonly SubjectsQuestion[]): Promise<readonly FoundSubjects[]> {
    const identifiers = questions.flatMap((question) => question.identifiers);
    const refs = await this.vault.index.findRefs(identifiers.map(identifierOf));
    const [asOf, today] = [this.today.now, this.today.date];
    const units = new Set(questions.flatMap(({ unitIds }) => unitIds));
    const { of, toTake, ...standings } = await standingsOf(
      this.prepared.pool,
      refs.map((ref) => ref ?? NOBODY),
      { today, unitIds: [...units] },
    );
    let from = 0;
    return questions.map(({ identifiers: { length }, unitIds }) => {
      const to = from + length;
      const found = {
        ...standings,
        asOf,
        today,
        of: of.slice(from, to),
        refs: refs.slice(from, to),
        toTake: toTake.filter(({ unitId }) => unitIds.includes(unitId)),
      };
      from = to;
      return found;
    });
  }
}
