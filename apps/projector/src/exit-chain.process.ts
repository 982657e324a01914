import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import { DOSSIER_PREFIX } from '#libs/dossier-store';
import { Refusal } from '#libs/dossier';
import type { SystemCommands } from './system-commands.js';
import { exitText, voidText } from './exit-text.js';

/** 3.9: after an exit the system does what it can of the chain by itself; the rest stays a deadline of the unit. */
export class ExitChainProcess implements EventProcess {
  readonly name = 'exit-chain';
  readonly streamPrefixes = [DOSSIER_PREFIX];

  constructor(private readonly commands: SystemCommands) {}

  async handle(event: RecordedEvent): Promise<void> {
    const text = textOf(event);
    if (text === undefined) return;
    const { entryId } = event.data as { entryId: string };
    const subjectId = event.streamId.slice(DOSSIER_PREFIX.length);
    const command = { type: 'RunExitChain' as const, data: { entryId, text } };
    try {
      await this.commands.issue(subjectId, command, 'exit.chain', [event.eventId]);
    } catch (error) {
      // A dossier that refuses an act of the system has moved on; what is owed stays visible as a deadline.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

/** What is announced: that the entry left, or that it was found wrong after it had left. */
function textOf({ eventType, data }: RecordedEvent): string | undefined {
  if (eventType === 'EntryExited') {
    const { exitReason, effectiveOn } = data as { exitReason: string; effectiveOn: string };
    return exitText(exitReason, effectiveOn);
  }
  return eventType === 'EntryAnnulledAfterExit' ? voidText((data as { annulledOn: string }).annulledOn) : undefined;
}
