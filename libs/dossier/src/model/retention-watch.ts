import type { DossierEventType, EventData, ProducedEvent } from '../events.js';

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

type Meanings = { readonly [T in DossierEventType]?: (data: EventData<T>, entryId: string) => unknown };

/** 3.14 read off the events alone: whatever ends is kept for a time, and then nothing of it comes back. */
export class RetentionWatch {
  /** Entries that have ended, with the deadline of their retention. */
  private readonly kept = new Map<string, string | undefined>();
  private readonly expired = new Set<string>();
  private readonly erased = new Set<string>();
  /** Cases and remedies until their last word, with their entries. */
  private readonly open = new Map<string, string>();

  private readonly seen: Meanings = {
    EntryExited: (_data, entryId) => this.ended(entryId),
    EntryWithdrawn: (_data, entryId) => this.ended(entryId),
    EntryNotRecognized: (_data, entryId) => this.ended(entryId),
    EntryScreenedOut: (_data, entryId) => this.ended(entryId),
    DeadlineSet: ({ deadlineId }, entryId) => {
      if (deadlineId.startsWith('retention.')) this.kept.set(entryId, deadlineId);
    },
    DeadlineLapsed: ({ deadlineId }, entryId) => {
      if (this.kept.get(entryId) === deadlineId) this.kept.set(entryId, undefined);
    },
    EntryReinstated: (_data, entryId) => {
      demand(!this.expired.has(entryId), `3.14: ${entryId} returned after its retention`);
      this.kept.delete(entryId);
    },
    RetentionExpired: (_data, entryId) => {
      demand(this.kept.get(entryId) !== undefined, `3.14: the retention of ${entryId} ended before it began`);
      this.expired.add(entryId);
    },
    PersonalDataErased: ({ drafter, approver, keys }, entryId) => {
      demand(this.expired.has(entryId), `3.14: ${entryId} erased within its retention`);
      demand(![...this.open.values()].includes(entryId), `3.14: ${entryId} erased while something is pending`);
      demand(drafter.role !== 'SYSTEM' && approver.role !== 'SYSTEM', '2: the system is none of two persons');
      const own = keys.some(({ scope }) => scope === entryId);
      demand(own, `D9: nothing of ${entryId} is erased`);
      this.erased.add(entryId);
    },

    // One that joined another ends with it.
    ObjectionFiled: ({ objectionId, joinedTo }, entryId) => {
      if (joinedTo === undefined) this.open.set(objectionId, entryId);
    },
    VerificationOpened: ({ verificationId }, entryId) => this.open.set(verificationId, entryId),
    ReviewRequested: ({ caseId }, entryId) => this.open.set(caseId, entryId),
    ObjectionIntakeRefused: ({ objectionId }) => this.open.delete(objectionId),
    ObjectionDecided: ({ objectionId }) => this.open.delete(objectionId),
    ObjectionWithdrawn: ({ objectionId }) => this.open.delete(objectionId),
    VerificationDecided: ({ verificationId }) => this.open.delete(verificationId),
    ReviewDecided: ({ caseId }) => this.open.delete(caseId),
    RemedyFiled: ({ remedyId }, entryId) => this.open.set(remedyId, entryId),
    RemedyOutcomeRecorded: ({ remedyId, outcome }) => {
      if (['MAINTAINED', 'SETTLED', 'WITHDRAWN'].includes(outcome)) this.open.delete(remedyId);
    },
    RemedyOutcomeExecuted: ({ remedyId }) => this.open.delete(remedyId),
  };

  append(events: readonly ProducedEvent[]): void {
    for (const { type, data } of events) {
      const { entryId } = data as { entryId?: string };
      if (entryId === undefined) continue;
      demand(!this.erased.has(entryId), `3.14: ${type} after the erasure of ${entryId}`);
      const seen = this.seen[type] as ((data: unknown, entryId: string) => unknown) | undefined;
      seen?.(data, entryId);
    }
    for (const [entryId, deadline] of this.kept) demand(deadline !== undefined, `3.14: nothing ends ${entryId}`);
  }

  private ended(entryId: string): void {
    this.kept.set(entryId, this.kept.get(entryId));
  }
}
