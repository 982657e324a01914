import { createHash } from 'node:crypto';
import { stableId } from '#libs/command-loop';
import type { ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { endOfDay, isToSettle, legalDateOf, startOfDay, type Instant, type RecognitionStandard } from '#libs/rules';

const RULE = 'standard.effect';

/** Records as SYSTEM that the first or the last day of a standard has come (spec 4.2). Dates decide what is in force. */
export class StandardClock {
  constructor(
    private readonly reference: Pick<ReferenceData, 'snapshot'>,
    private readonly commands: Pick<ReferenceCommands, 'standard'>,
  ) {}

  /** @returns how many standards have something new on record */
  async settleDue(now: Instant): Promise<number> {
    const today = legalDateOf(now);
    let settled = 0;
    for (const standard of this.reference.snapshot().standards) {
      if (!isToSettle(standard, today)) continue;
      const cause = causeOf(standard);
      const answer = await this.commands.standard(
        standard.standardId,
        { type: 'SettleStandard' },
        {
          actor: { userId: 'system', role: 'SYSTEM' },
          rule: RULE,
          commandId: stableId('system', 'SettleStandard', ...cause),
          fingerprint: createHash('sha256').update(cause.join(' ')).digest('hex'),
        },
      );
      if (answer.events.length > 0 && !answer.replayed) settled++;
    }
    return settled;
  }

  /** The next instant at which a first or last day comes. */
  nextDue(after: Instant): Instant | undefined {
    const due = this.reference.snapshot().standards.flatMap((standard) => dueOf(standard) ?? []);
    return due.filter((instant) => instant > after).sort()[0];
  }
}

function causeOf({ standardId, version, status, effectiveFrom, effectiveTo }: RecognitionStandard): readonly string[] {
  return [standardId, String(version), status, (status === 'RETIRED' ? effectiveTo : effectiveFrom) ?? ''];
}

function dueOf({ status, effectiveFrom, effectiveTo, ended }: RecognitionStandard): Instant | undefined {
  if (status === 'PUBLISHED') return effectiveFrom && startOfDay(effectiveFrom);
  return status === 'RETIRED' && !ended ? effectiveTo && endOfDay(effectiveTo) : undefined;
}
