import { createHash } from 'node:crypto';
import { stableId, type LoopAnswer } from '#libs/command-loop';
import {
  COMPLAINT_PREFIX,
  ComplaintRefusal,
  type Allegation,
  type ComplaintCommand,
  type ComplaintCommandMap,
  type ComplaintCommands,
} from '#libs/complaints';
import { Refusal, type CommandActor } from '#libs/dossier';
import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import { canonicalText } from '#libs/rules';
import { VaultKeyDestroyed } from '#libs/vault';
import type { SystemCommands } from './system-commands.js';

const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };
const SPLIT = 'complaint.split';

/** What SYSTEM does with complaints, under ids that say what it was issued for. */
export class SystemComplaints {
  constructor(private readonly complaints: Pick<ComplaintCommands, 'run' | 'openAllegation'>) {}

  openAllegation(complaintId: string): Promise<Allegation | undefined> {
    return this.complaints.openAllegation(complaintId);
  }

  /**
   * @param cause what makes the command the same command; its first part is the event that caused it, where one did
   * @returns undefined where there is no such complaint
   */
  async issue<T extends keyof ComplaintCommandMap>(
    complaintId: string,
    type: T,
    data: ComplaintCommandMap[T],
    rule: string,
    cause: readonly string[],
  ): Promise<LoopAnswer | undefined> {
    try {
      return await this.complaints.run({
        ...{ complaintId, command: { type, data } as ComplaintCommand, actor: SYSTEM, systemRule: rule },
        commandId: stableId('system', type, complaintId, ...cause),
        fingerprint: createHash('sha256')
          .update(canonicalText([type, cause]))
          .digest('hex'),
      });
    } catch (error) {
      if (error instanceof ComplaintRefusal) return undefined;
      throw error;
    }
  }
}

/**
 * what a complaint says is wrong in an entry becomes a verification in its dossier, trigger COMPLAINT, once somebody
 * has been given the complaint: before that nobody has looked at it, and a verification suspends measures (3.8 O4). The
 * verification knows the event that caused it and nothing of who complains. Idempotent by that event.
 */
export class ComplaintsProcess implements EventProcess {
  readonly name = 'complaints-split';
  readonly streamPrefixes = [COMPLAINT_PREFIX];

  constructor(
    private readonly complaints: SystemComplaints,
    private readonly dossiers: SystemCommands,
  ) {}

  async handle({ eventType, streamId, eventId }: RecordedEvent): Promise<void> {
    if (eventType !== 'ComplaintAssigned') return;
    const complaintId = streamId.slice(COMPLAINT_PREFIX.length);
    const allegation = await this.complaints.openAllegation(complaintId);
    if (allegation === undefined) return;
    const became = await this.verify(allegation, eventId);
    await this.complaints.issue(complaintId, 'RecordComplaintVerification', became, SPLIT, [eventId]);
  }

  private async verify(
    { subjectId, ...alleged }: Allegation,
    eventId: string,
  ): Promise<ComplaintCommandMap['RecordComplaintVerification']> {
    const command = { type: 'OpenVerification', data: { ...alleged, trigger: 'COMPLAINT' } } as const;
    try {
      const { created } = await this.dossiers.issue(subjectId, command, SPLIT, [eventId], eventId);
      return created['verificationId'] === undefined ? {} : { verificationId: created['verificationId'] };
    } catch (error) {
      // The entry is in no state to be verified, or its retention is over: the complainant is told so.
      if (error instanceof Refusal) return { refusedBecause: error.code };
      if (error instanceof VaultKeyDestroyed) return { refusedBecause: 'RETENTION_OVER' };
      throw error;
    }
  }
}
