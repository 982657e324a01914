import { createHash } from 'node:crypto';
import { stableId } from '#libs/command-loop';
import type { Command, CommandActor } from '#libs/dossier';
import type { DossierAnswer, DossierExecutor } from '#libs/dossier-store';
import { canonicalText } from '#libs/rules';

/** The product itself. What it does in a dossier names the rule it acts by. */
const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };

/** Issues commands as SYSTEM under ids that say what they were issued for, so that a repeat after a crash is one act. */
export class SystemCommands {
  constructor(private readonly executor: Pick<DossierExecutor, 'execute'>) {}

  /**
   * @param cause what makes the command the same command: an event id and the name of the process, a deadline and its day
   * @param causationId the event of another stream that caused it
   */
  issue(
    subjectId: string,
    command: Command,
    rule: string,
    cause: readonly string[],
    causationId?: string,
  ): Promise<DossierAnswer> {
    return this.executor.execute({
      subjectId,
      command,
      actor: SYSTEM,
      commandId: stableId('system', command.type, subjectId, ...cause),
      // No key: nothing that SYSTEM is asked to do is secret, and the id already says everything.
      fingerprint: createHash('sha256')
        .update(canonicalText([command.type, cause]))
        .digest('hex'),
      systemRule: rule,
      ...(causationId !== undefined && { causationId }),
    });
  }
}
