import { Injectable } from '@nestjs/common';
import { Gathered } from '#libs/platform';
import { shownPages, type ListFilter, type ListKey, type ShownPage } from '#projections';
import { PreparedPool } from '../reading/prepared-pool.js';

interface Asking {
  readonly gathered: Gathered<ListKey | undefined, ShownPage>;
  waiting: number;
}

/**
 * Pages of lists. Questions about one list that are asked at once are put as one, wherever in it they begin; of different
 * lists none waits for another.
 */
@Injectable()
export class ListPages {
  private readonly asking = new Map<string, Asking>();

  constructor(private readonly prepared: PreparedPool) {}

  async page(filter: ListFilter, limit: number, after?: ListKey): Promise<ShownPage> {
    const key = JSON.stringify([filter, limit, after === undefined]);
    let asking = this.asking.get(key);
    if (asking === undefined) {
      asking = { gathered: new Gathered((keys) => shownPages(this.prepared.pool, filter, limit, keys)), waiting: 0 };
      this.asking.set(key, asking);
    }
    asking.waiting += 1;
    try {
      return await asking.gathered.ask(after);
    } finally {
      asking.waiting -= 1;
      if (asking.waiting === 0) this.asking.delete(key);
    }
  }
}
