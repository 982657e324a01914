import { Injectable } from '@nestjs/common';
import { DeniedRegister, type Actor, type Role } from '#libs/access';
import { entriesOf, subjectsOf, type ListedEntry, type SubjectRow } from '#projections';
import { queryProblem, type QueryProblem } from '../http/problems.js';
import { ReadPool } from './read-pool.js';
import { Today } from './today.js';

/** Roles that ask for their unit. */
export const DEPARTMENT_ROLES: readonly Role[] = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
];
/** Roles for whom every dossier is open; what is personal in it is masked all the same. */
const WHOLE_ROLES: readonly Role[] = ['SUPERVISOR', 'JOINT_CONFERENCE_OFFICE'];

/**
 * How far somebody sees into a dossier (spec 2, 3.18): WHOLE, the entries of the own unit, what is in effect, or, for
 * the subject, what concerns it and has been told to it.
 */
export type Reach = 'WHOLE' | 'OWN_UNIT' | 'DEPARTMENT' | 'OWN';

/** A dossier as one reader may see it. */
export interface Visible {
  readonly subjectIds: readonly string[];
  readonly subject: SubjectRow;
  readonly reach: Reach;
  /** The entries this reader sees. */
  readonly entries: readonly ListedEntry[];
  /** Ids of those that may not be known of: their retention is over, or they are a minor’s (3.14, 6.4). */
  readonly withheld: ReadonlySet<string>;
}

/** Before the notice or the publicity nothing has been said to the subject: it is a draft of the unit. */
const NOT_YET_TOLD: readonly string[] = ['DRAFT', 'SCREENED'];

/** Who sees what. Whatever is not allowed here is denied, and stands in the access-audit register. */
@Injectable()
export class ReadingPolicy {
  constructor(
    private readonly read: ReadPool,
    private readonly today: Today,
    private readonly denied: DeniedRegister,
  ) {}

  has(actor: Actor, roles: readonly Role[]): boolean {
    return actor.roles.some((role) => roles.includes(role));
  }

  seesEverything(actor: Actor): boolean {
    return actor.kind === 'OFFICIAL' && this.has(actor, WHOLE_ROLES);
  }

  isOwnUnit(actor: Actor, unitId: string): boolean {
    return actor.kind === 'OFFICIAL' && actor.unitId !== undefined && this.today.unitNow(unitId) === actor.unitId;
  }

  /**
   * The dossier as the actor may see it. A subject that does not exist and one that the actor may not see are answered
   * alike.
   *
   * @param least DEPARTMENT where what is in effect is enough
   * @throws ProblemException NOT_VISIBLE, after the denial is registered
   */
  async visible(
    actor: Actor,
    subjectId: string,
    route: { readonly method: string; readonly path: string },
    least: 'DEPARTMENT' | 'CASE',
  ): Promise<Visible> {
    const subjects = await subjectsOf(this.read.pool, subjectId);
    const subjectIds = subjects.map((one) => one.subjectId);
    const all = await entriesOf(this.read.pool, [subjectId, ...subjectIds], this.today.date, { all: true });
    const entries = all.filter((entry) => this.knows(actor, entry));
    const [subject] = subjects;
    const reach = subject && this.reach(actor, subjects, entries, least);
    if (subject === undefined || reach === undefined) return this.deny(actor, route, 'NOT_VISIBLE', subjectId);
    return {
      ...{ subjectIds, subject, reach },
      entries: entries.filter((entry) => this.sees(actor, reach, entry)),
      withheld: new Set(all.filter((entry) => !entries.includes(entry)).map(({ entryId }) => entryId)),
    };
  }

  /** The units whose entries of minors somebody works on (6.4). */
  minorsOf(actor: Actor): readonly string[] {
    const works = actor.kind === 'OFFICIAL' && this.has(actor, ['GUARDIAN_CASE_WORKER']);
    return works && actor.unitId !== undefined ? this.today.unitsOf(actor.unitId) : [];
  }

  /** What is hidden after its retention is for audit; a minor's entry for who works on it, and for the minor (3.14, 6.4). */
  private knows(actor: Actor, { hidden, minor, unitId }: ListedEntry): boolean {
    const audits = actor.kind === 'OFFICIAL' && this.has(actor, ['SUPERVISOR']);
    if (hidden) return audits;
    return !minor || audits || actor.kind !== 'OFFICIAL' || this.minorsOf(actor).includes(unitId);
  }

  /** Registers a denial and answers it. */
  async deny(
    actor: Actor,
    route: { readonly method: string; readonly path: string },
    code: QueryProblem,
    subjectId?: string,
  ): Promise<never> {
    const refusal = queryProblem(code);
    await this.denied.recordDenied({
      at: this.today.now,
      actor,
      method: route.method,
      route: route.path,
      code,
      reason: refusal.problem.en,
      ...(subjectId !== undefined && { subjectId }),
    });
    throw refusal;
  }

  private reach(
    actor: Actor,
    subjects: readonly SubjectRow[],
    entries: readonly ListedEntry[],
    least: 'DEPARTMENT' | 'CASE',
  ): Reach | undefined {
    if (actor.kind === 'SUBJECT') return subjects.some((one) => one.subjectId === actor.subjectRef) ? 'OWN' : undefined;
    if (actor.kind === 'AGENT') return subjects.some((one) => this.asksFor(actor, one)) ? 'OWN' : undefined;
    if (actor.kind !== 'OFFICIAL') return undefined;
    if (this.seesEverything(actor)) return 'WHOLE';
    const concerned = entries.some((entry) => this.isOwnUnit(actor, entry.unitId));
    if (concerned && this.has(actor, ['DISPUTE_HANDLER'])) return 'WHOLE';
    if (concerned && this.has(actor, ['RECOGNIZING_UNIT'])) return 'OWN_UNIT';
    return least === 'DEPARTMENT' && this.has(actor, DEPARTMENT_ROLES) ? 'DEPARTMENT' : undefined;
  }

  private asksFor(agent: Actor, subject: SubjectRow): boolean {
    const { date } = this.today;
    return subject.agents.some(
      (one) =>
        one.agentRef === agent.subjectRef &&
        one.scope.includes('QUERY') &&
        one.validFrom <= date &&
        date <= one.validTo &&
        (one.revokedOn === undefined || date < one.revokedOn),
    );
  }

  private sees(actor: Actor, reach: Reach, entry: ListedEntry): boolean {
    const { date } = this.today;
    const inEffect = entry.lifecycle === 'ACTIVE' && entry.validFrom !== null && entry.validFrom <= date;
    switch (reach) {
      case 'WHOLE':
        return true;
      case 'OWN':
        return !NOT_YET_TOLD.includes(entry.lifecycle);
      case 'OWN_UNIT':
        return inEffect || this.isOwnUnit(actor, entry.unitId);
      case 'DEPARTMENT':
        return inEffect;
    }
  }
}
