import { Grants, type GrantQuestion, type StandingGrant } from '#libs/access';
import { loadStream } from '#libs/command-loop';
import type { EventStore } from '#libs/event-store';
import { GRANT_FOLD } from './grant-commands.js';
import { GRANT_PREFIX, standsFor } from './grant-stream.js';

/** Ids of grants that a read model believes to answer the question. */
export type GrantCandidates = (question: GrantQuestion) => Promise<readonly string[]>;

/**
 * Finds a grant in force. A read model names the candidates and the log decides: what was revoked a moment ago stands
 * no more, however far the read model is.
 */
export class StandingGrants extends Grants {
  constructor(
    private readonly store: EventStore,
    private readonly candidates: GrantCandidates,
  ) {
    super();
  }

  /** @throws StoreUnavailable */
  async find(question: GrantQuestion): Promise<StandingGrant | undefined> {
    for (const grantId of await this.candidates(question)) {
      const { state } = await loadStream(this.store, `${GRANT_PREFIX}${grantId}`, GRANT_FOLD);
      if (standsFor(state, question)) return { grantId };
    }
    return undefined;
  }
}
