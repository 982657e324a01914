/** One thing that is wrong, said to an official in two languages. */
export interface RuleProblem {
  readonly code: string;
  /** Field of the standard, key of the rule, or date of the table. */
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  /** The clause that is not kept. */
  readonly clause: string;
}

/** A command on a standard, a rule pack or a calendar that is refused. `code` is stable; nothing was changed. */
export class RuleRefusal extends Error {
  constructor(
    readonly code: string,
    readonly clause: string,
    readonly zh: string,
    readonly en: string,
    /** All that is wrong, where there is more than one thing. */
    readonly problems: readonly RuleProblem[] = [],
  ) {
    super(`${code}: ${en}`);
    this.name = 'RuleRefusal';
  }
}
