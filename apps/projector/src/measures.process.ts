import { createHash } from 'node:crypto';
import { stableId, type LoopAnswer } from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import { DOSSIER_PREFIX } from '#libs/dossier-store';
import type { RecordedEvent } from '#libs/event-store';
import { MeasureRefusal, turnsMeasures, type TriggerCommand, type TriggerCommands } from '#libs/joint-measures';
import type { EventProcess } from '#libs/read-store';
import { canonicalText } from '#libs/rules';

const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };

/** What SYSTEM has the loops of joint measures do, under ids that say what it was issued for. */
export class SystemMeasures {
  constructor(private readonly triggers: Pick<TriggerCommands, 'run'>) {}

  /**
   * @param cause what makes the command the same command
   * @returns undefined where there is no such loop, or none that takes it
   */
  async issue(
    subjectId: string,
    entryId: string,
    type: 'FollowDossier' | 'SettleTriggerDeadlines' | 'RecomputeTriggerDeadlines',
    rule: string,
    cause: readonly string[],
  ): Promise<LoopAnswer | undefined> {
    const command: TriggerCommand = { type, data: {} };
    try {
      return await this.triggers.run({
        ...{ subjectId, entryId, command, actor: SYSTEM, systemRule: rule },
        commandId: stableId('system', type, entryId, ...cause),
        fingerprint: createHash('sha256')
          .update(canonicalText([type, cause]))
          .digest('hex'),
      });
    } catch (error) {
      if (error instanceof MeasureRefusal) return undefined;
      throw error;
    }
  }
}

/**
 * 5.2: once a dossier has triggered, suspended, resumed or stopped the measures of an entry, its loop follows, and every
 * unit is told. Idempotent by the event; a unit's own act may have brought the loop up to date before.
 */
export class MeasuresProcess implements EventProcess {
  readonly name = 'joint-measures';
  readonly streamPrefixes = [DOSSIER_PREFIX];

  constructor(private readonly measures: SystemMeasures) {}

  async handle(event: RecordedEvent): Promise<void> {
    const { entryId } = event.data;
    if (!turnsMeasures(event) || typeof entryId !== 'string') return;
    const subjectId = event.streamId.slice(DOSSIER_PREFIX.length);
    await this.measures.issue(subjectId, entryId, 'FollowDossier', 'measures.follow', [event.eventId]);
  }
}
