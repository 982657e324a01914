import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/access';
import type { ListKind } from '#libs/rules';
import type { ListFilter, ListStatus } from '#projections';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

const ROUTE = { method: 'GET', path: '/lists/:list' } as const;

/** What is asked of a list. */
export interface WantedEntries {
  readonly unit?: string;
  readonly standard?: string;
  readonly status?: ListStatus;
  readonly q?: string;
  readonly after?: string;
}

/** What of a list somebody is shown. */
@Injectable()
export class ListFilters {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  /**
   * What is not in effect is the business of the unit whose entry it is, and of those who see everything. Waits until the
   * lists hold the position that is asked for.
   *
   * @throws ProblemException READ_NOT_ALLOWED, after the denial is registered; READ_MODEL_BEHIND
   */
  async filter(actor: Actor, listKind: ListKind, wanted: WantedEntries): Promise<ListFilter> {
    const status = wanted.status ?? 'ACTIVE';
    let unitIds = wanted.unit === undefined ? undefined : this.today.unitsOf(wanted.unit);
    if (status !== 'ACTIVE' && !this.policy.seesEverything(actor)) {
      const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
      const works = this.policy.has(actor, ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER']);
      if (!works || (wanted.unit !== undefined && !own.includes(wanted.unit)))
        return this.policy.deny(actor, ROUTE, 'READ_NOT_ALLOWED');
      unitIds = unitIds ?? own;
    }
    await this.models.caughtUp(wanted.after, 'current-lists', 'external-lists');
    return {
      ...{ listKind, today: this.today.date, status, minorsOf: this.policy.minorsOf(actor) },
      ...(unitIds && { unitIds }),
      ...(wanted.standard !== undefined && { standardId: wanted.standard }),
      ...(wanted.q !== undefined && { q: wanted.q }),
    };
  }
}
