import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import { asDossierEvent, DOSSIER_PREFIX, dossierUpcasters, type JoinedDossiers } from '#libs/dossier-store';
import { Refusal, type Command, type EventData } from '#libs/dossier';
import type { SystemCommands } from './system-commands.js';

/**
 * 3.5 DossiersJoined: the dossier that goes on has been told by its approver; this tells the other. And since no rule
 * can look at two dossiers in one append, each listing in one of several is followed by a look over the others: no red
 * while black or focus listed. Both are idempotent by the event that caused them.
 */
export class JoiningProcess implements EventProcess {
  readonly name = 'dossiers-joined';
  readonly streamPrefixes = [DOSSIER_PREFIX];

  constructor(
    private readonly commands: SystemCommands,
    private readonly joined: JoinedDossiers,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    const { type, data } = asDossierEvent(dossierUpcasters.lift(event));
    const subjectId = event.streamId.slice(DOSSIER_PREFIX.length);
    if (type === 'DossiersJoined' && data.part === 'CONTINUES') await this.refer(subjectId, data, event.eventId);
    if (type !== 'DossiersJoined' && type !== 'EntryRecognized' && type !== 'EntryReinstated') return;
    const all = await this.joined.allOf(subjectId);
    if (all.length === 1) return;
    for (const one of all)
      await this.issue(one, { type: 'CrossCheckJoined', data: {} }, 'crossCheck.joined', event.eventId);
  }

  private refer(subjectId: string, joined: EventData<'DossiersJoined'>, eventId: string): Promise<void> {
    const { otherSubjectId, reason, evidence, proposalId, drafter, approver } = joined;
    const data = { otherSubjectId: subjectId, reason, ...(evidence && { evidence }), proposalId, drafter, approver };
    return this.issue(otherSubjectId, { type: 'ReferDossier', data }, 'dossiers.joined', eventId);
  }

  private async issue(subjectId: string, command: Command, rule: string, eventId: string): Promise<void> {
    try {
      await this.commands.issue(subjectId, command, rule, [eventId]);
    } catch (error) {
      // It went on in a third one meanwhile: all three are one subject, to be joined by whoever decides on the third.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
