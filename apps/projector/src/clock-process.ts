import type { Pool } from 'pg';
import { COMPLAINT_DEADLINE } from '#libs/complaints';
import { dueDeadlines, nextDueOn, type DeadlineKey, type DueDeadline } from '#projections';
import { Refusal } from '#libs/dossier';
import type { Clock } from '#libs/platform';
import { endOfDay, type Instant } from '#libs/rules';
import { TRIGGER_DEADLINE } from '#libs/joint-measures';
import type { SystemComplaints } from './complaints.process.js';
import type { SystemMeasures } from './measures.process.js';
import type { StandardClock } from './standard-clock.js';
import type { SystemCommands } from './system-commands.js';

const BATCH = 200;

export interface ClockSettings {
  readonly clock: Clock;
  readonly commands: SystemCommands;
  readonly measures: SystemMeasures;
  readonly complaints: SystemComplaints;
  readonly standards: Pick<StandardClock, 'settleDue' | 'nextDue'>;
  readonly pool: Pool;
  /** Waits until the read models show everything written until now. */
  readonly caughtUp: () => Promise<void>;
  readonly log: { error(data: object, message: string): void };
  /** Pause between two looks, in milliseconds. Default 1,000. */
  readonly everyMs?: number;
}

/**
 * 3.16: reads what has fallen due and has each dossier act on it as SYSTEM. Idempotent by (deadlineId, dueOn): a second
 * runner, or a run after a crash, finds nothing left to do.
 */
export class ClockProcess {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;
  private lastError: string | undefined;

  constructor(private readonly settings: ClockSettings) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.plan(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** For health: what went wrong last, while it goes on. */
  health(): { readonly ok: boolean; readonly error?: string } {
    return this.lastError === undefined ? { ok: true } : { ok: false, error: this.lastError };
  }

  /** Acts on everything that is due now. Returns how many dossiers were acted on. */
  async settleDue(): Promise<number> {
    let acted = 0;
    for (let after: DeadlineKey | undefined; ;) {
      const now = this.settings.clock.now();
      const due = await dueDeadlines(this.settings.pool, now, BATCH, after);
      for (const deadline of due.items) if (await this.settle(deadline)) acted++;
      if (due.next === undefined) break;
      after = due.next;
    }
    acted += await this.settings.standards.settleDue(this.settings.clock.now());
    return acted + (await this.askAgain());
  }

  /** The end of the next day on which something falls due, or the beginning of one on which a standard takes effect. */
  async nextDue(after: Instant, until: Instant): Promise<Instant | undefined> {
    await this.settings.caughtUp();
    const on = await nextDueOn(this.settings.pool, after);
    const due = [on && endOfDay(on), this.settings.standards.nextDue(after)];
    return due.filter((instant) => instant !== undefined && instant > after && instant <= until).sort()[0];
  }

  /** Acts until nothing that has happened by now is left to act on: what falls due can make the next thing fall due. */
  async settleAll(): Promise<void> {
    do await this.settings.caughtUp();
    while ((await this.settleDue()) > 0);
  }

  private plan(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.tick();
    }, delayMs);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.settleDue();
      this.lastError = undefined;
    } catch (error) {
      this.lastError = error instanceof Error ? error.name : 'Error';
      this.settings.log.error({ err: error }, 'the clock process could not act on what is due; it tries again');
    }
    this.plan(this.settings.everyMs ?? 1_000);
  }

  private async settle({ subjectId, entryId, deadlineId, dueOn }: DueDeadline): Promise<boolean> {
    if (deadlineId.startsWith(TRIGGER_DEADLINE))
      return this.settleMeasures(subjectId, entryId ?? '', deadlineId, dueOn);
    if (deadlineId.startsWith(COMPLAINT_DEADLINE)) return this.settleComplaint(deadlineId, dueOn);
    try {
      const answer = await this.settings.commands.issue(subjectId, { type: 'SettleDueDeadlines', data: {} }, 'clock', [
        deadlineId,
        dueOn,
      ]);
      return answer.events.length > 0 && !answer.replayed;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** The duties of implementing units stand in the loops of joint measures, not in the dossier. */
  private async settleMeasures(
    subjectId: string,
    entryId: string,
    deadlineId: string,
    dueOn: string,
  ): Promise<boolean> {
    const { measures } = this.settings;
    const answer = await measures.issue(subjectId, entryId, 'SettleTriggerDeadlines', 'clock', [deadlineId, dueOn]);
    return answer !== undefined && answer.events.length > 0 && !answer.replayed;
  }

  private async settleComplaint(deadlineId: string, dueOn: string): Promise<boolean> {
    const complaintId = deadlineId.slice(COMPLAINT_DEADLINE.length);
    const cause = [deadlineId, dueOn];
    const answer = await this.settings.complaints.issue(complaintId, 'SettleComplaintDeadline', {}, 'clock', cause);
    return answer !== undefined && answer.events.length > 0 && !answer.replayed;
  }

  /** B10: red lists elsewhere that did not answer at the recognition are asked again, once in each look. */
  private async askAgain(): Promise<number> {
    const { rows } = await this.settings.pool.query<{ subject_id: string; entry_id: string }>(
      `select subject_id, entry_id from read.current_entries where red_check_pending and lifecycle = 'ACTIVE' limit ${BATCH}`,
    );
    let answered = 0;
    for (const { subject_id: subjectId, entry_id: entryId } of rows) {
      try {
        const command = { type: 'CrossCheckAfterRecognition' as const, data: { entryId } };
        const answer = await this.settings.commands.issue(subjectId, command, 'crossCheck.blackVsRed', [
          entryId,
          this.settings.clock.now(),
        ]);
        answered += answer.events.length;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return answered;
  }
}
