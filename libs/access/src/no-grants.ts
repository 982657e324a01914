import { Grants } from './grants.js';

/** Nobody has a grant: what holds where no register of grants is kept. */
export class NoGrants extends Grants {
  async find(): Promise<undefined> {
    return undefined;
  }
}
