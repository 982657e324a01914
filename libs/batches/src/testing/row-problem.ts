import { Refusal } from '#libs/dossier';
import { IdentifierRefused } from '#libs/dossier-store';
import type { ProblemMapper } from '#libs/platform';

/** Refusals of the domain, as the API answers them. */
export const rowProblem: ProblemMapper = (error) => {
  if (!(error instanceof Refusal) && !(error instanceof IdentifierRefused)) return undefined;
  const { status, code, rule, clause, zh, en } = error;
  return { status, code, rule, clause, zh, en };
};
