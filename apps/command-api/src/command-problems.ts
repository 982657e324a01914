import { IdempotencyConflict, PreconditionFailed, StreamExists, StreamRefusal } from '#libs/command-loop';
import { SnapshotRefused } from '#libs/cross-check';
import { Refusal } from '#libs/dossier';
import { GrantRefusal } from '#libs/grants';
import { ReviewRefusal } from '#libs/lookup-review';
import { ExternalListRefusal } from '#libs/external-lists';
import { MeasureRefusal } from '#libs/joint-measures';
import type { ProblemMapper } from '#libs/platform';
import { IdentifierRefused, IdentifierTaken } from '#libs/dossier-store';
import { MalformedCursor } from '#libs/read-store';
import { RuleRefusal } from '#libs/rules';
import { VaultKeyDestroyed, VaultUnavailable } from '#libs/vault';
import { httpProblem } from './http/problem-catalogue.js';

/** How the refusals of domain, rules and command loop are answered. For the filter of the process that serves this API. */
export const commandProblem: ProblemMapper = (error) => {
  if (error instanceof Refusal || error instanceof IdentifierRefused || error instanceof IdentifierTaken) {
    const { status, code, rule, clause, zh, en } = error;
    return { status, code, rule, clause, zh, en };
  }
  if (
    error instanceof MeasureRefusal ||
    error instanceof StreamRefusal ||
    error instanceof GrantRefusal ||
    error instanceof ReviewRefusal ||
    error instanceof ExternalListRefusal
  ) {
    const { status, code, rule, clause, zh, en } = error;
    return { status, code, rule, clause, zh, en };
  }
  if (error instanceof RuleRefusal) {
    const { code, clause, zh, en, problems } = error;
    return {
      status: 422,
      code,
      // A section of the specification, or already the name of a rule or of a source.
      clause: /^\d/.test(clause) ? `spec ${clause}` : clause,
      zh: `${zh}。`,
      en: `${en}.`,
      pointers: problems.map((wrong) => ({
        pointer: pointerOf(wrong.field),
        code: wrong.code,
        clause: wrong.clause,
        zh: wrong.zh,
        en: wrong.en,
      })),
    };
  }
  if (error instanceof IdempotencyConflict || error instanceof PreconditionFailed || error instanceof StreamExists) {
    const { status, code, zh, en } = error;
    return { status, code, zh, en };
  }
  if (error instanceof SnapshotRefused) {
    const { status, code, zh, en, row } = error;
    return { status, code, zh, en, ...(row === undefined ? {} : { more: { row } }) };
  }
  if (error instanceof MalformedCursor) return httpProblem('CURSOR_INVALID');
  if (error instanceof VaultKeyDestroyed) return httpProblem('RETENTION_OVER');
  if (error instanceof VaultUnavailable) return { ...httpProblem('VAULT_UNAVAILABLE'), retryAfterSeconds: 2 };
  return undefined;
};

/** `notice.required` as a JSON pointer. */
function pointerOf(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('.', '/')}`;
}
