import type { CommandActor } from '#libs/dossier';
import type { RowResult } from '#libs/jobs';
import { problemOf, type ProblemMapper } from '#libs/platform';

/** Told of a row that was refused for want of authority; such refusals stand in the access-audit register too. */
export type OnDenied = (denied: {
  readonly actor: CommandActor;
  readonly code: string;
  readonly rule: string;
  readonly subjectId?: string;
  readonly entryId?: string;
}) => Promise<unknown>;

/** How what a row throws becomes its result. */
export class RowRefusals {
  /** @param mappers those of the process's problem filter */
  constructor(
    private readonly mappers: readonly ProblemMapper[],
    private readonly onDenied: OnDenied,
  ) {}

  /** @throws the error itself when it is no refusal: something is away, and the row is tried again */
  async resultOf(
    error: unknown,
    actor: CommandActor,
    about: Pick<RowResult, 'line' | 'subjectId' | 'entryId'>,
  ): Promise<RowResult> {
    const spec = problemOf(error, this.mappers);
    // A conflict that stayed a conflict through all retries is no answer to the row.
    if (spec === undefined || spec.status >= 500 || spec.code === 'CONCURRENT_CHANGE') throw error;
    const { code, status, rule = code } = spec;
    if (status === 403) {
      const { subjectId, entryId } = about;
      const ids = { ...(subjectId === undefined ? {} : { subjectId }), ...(entryId === undefined ? {} : { entryId }) };
      await this.onDenied({ actor, code, rule, ...ids });
    }
    return { state: code === 'DUPLICATE_ENTRY' ? 'DUPLICATE' : 'REFUSED', code, ...about };
  }
}

/** Whether an error means that a part of the product is away, so that trying again is right. */
export function isOutage(error: unknown, mappers: readonly ProblemMapper[]): boolean {
  const spec = problemOf(error, mappers);
  return spec !== undefined && (spec.status === 503 || spec.code === 'CONCURRENT_CHANGE');
}
