import type { Clock } from '#libs/platform';
import type { ContextBuilder } from './context-builder.js';
import { dossierStreamOf, type DossierDecider } from './dossier-kind.js';
import type { DossierRepository } from './dossier-repository.js';
import type { DossierRequest } from './executor.js';
import { namesPerson } from './paper-archive.js';
import { openPress, type PaperCopy, type PressSources } from './paper-press.js';

export interface RehearsalParts {
  readonly clock: Clock;
  readonly decider: DossierDecider;
  readonly contexts: Pick<ContextBuilder, 'build'>;
  readonly repository: Pick<DossierRepository, 'load'>;
  readonly sources: PressSources;
}

/** Stands in a paper that has not gone out in the place of its code: it proves nothing. */
const PREVIEW_CODE = '预览，未送达';

/** Papers that would go out. */
export interface RehearsedPapers {
  readonly papers: readonly PaperCopy[];
  /** One of them names a natural person: whoever sees it registers why (6.2). */
  readonly personal: boolean;
}

/** Decides a command to the end and appends nothing: what it would send out can be read before the act. */
export class Rehearsal {
  constructor(private readonly parts: RehearsalParts) {}

  /**
   * The papers that would go out with a command.
   *
   * @throws Refusal as the act itself; StoreUnavailable, VaultUnavailable
   */
  async papersOf(
    request: Pick<DossierRequest, 'command' | 'actor' | 'subjectId' | 'commandId'>,
  ): Promise<RehearsedPapers> {
    const { clock, decider, contexts, repository, sources } = this.parts;
    const { command, actor, subjectId } = request;
    const { state, record, lastRecordedAt: last } = await repository.load(subjectId);
    const { press, copies } = await openPress(sources, subjectId, () => PREVIEW_CODE);
    const forLoop = {
      ...request,
      ...{ streamId: dossierStreamOf(subjectId), commandType: command.type, actorId: actor.userId },
      // Nothing is stored that it could be compared with.
      fingerprint: '0'.repeat(64),
    };
    const present = clock.now();
    const now = last !== undefined && Date.parse(last) > Date.parse(present) ? last : present;
    const view = { dossier: state, ...(record === undefined ? {} : { record }) };
    decider.decide(command, state, await contexts.build(forLoop, view, now, press));
    const subjectType = state.subject?.subjectType;
    return { papers: copies, personal: copies.some(({ addressee }) => namesPerson(addressee, subjectType)) };
  }
}
