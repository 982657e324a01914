import type { Pool } from 'pg';
import { listedUnder, type EntryUnderStandard } from '#projections';
import { Refusal } from '#libs/dossier';
import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import type { ReferenceData } from '#libs/reference-data';
import type { StandardEventMap } from '#libs/rules';
import type { SystemCommands } from './system-commands.js';

const BATCH = 200;
const RULE = 'stdChange.review';

/**
 * 3.15: a revised standard has taken effect, or a retired one has ended. Every entry on the list that pins a version
 * before it is to be reviewed, dossier by dossier: a loop of ordinary commands that is idempotent by (event, entry), so
 * that a crash goes on where it was (D16). It opens reviews and never exits anybody.
 */
export class StandardReviewProcess implements EventProcess {
  readonly name = 'standard-review';
  readonly streamPrefixes = ['standard-'];

  constructor(
    private readonly commands: SystemCommands,
    private readonly reference: Pick<ReferenceData, 'waitFor'>,
    private readonly pool: Pool,
    /** Waits until the lists show everything written until now. */
    private readonly listsAreCurrent: () => Promise<void>,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    const standardId = changedStandard(event);
    if (standardId === undefined) return;
    await this.reference.waitFor(event.position);
    await this.listsAreCurrent();
    for (let after = ''; ;) {
      const entries = await listedUnder(this.pool, standardId, after, BATCH);
      for (const entry of entries) await this.open(entry, event.eventId);
      const last = entries.at(-1);
      if (last === undefined || entries.length < BATCH) return;
      after = last.entryId;
    }
  }

  private async open({ subjectId, entryId }: EntryUnderStandard, eventId: string): Promise<void> {
    try {
      await this.commands.issue(subjectId, { type: 'OpenStandardReview', data: { entryId } }, RULE, [eventId, entryId]);
    } catch (error) {
      // A dossier that refuses an act of the system has moved on.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

/** The standard whose entries are to be reviewed. A first version supersedes nothing. */
function changedStandard({ eventType, data }: RecordedEvent): string | undefined {
  if (eventType === 'StandardEnded') return (data as unknown as StandardEventMap['StandardEnded']).standardId;
  if (eventType !== 'StandardTookEffect') return undefined;
  const { standardId, supersedes } = data as unknown as StandardEventMap['StandardTookEffect'];
  return supersedes === undefined ? undefined : standardId;
}
