/** What a refusal says: HTTP status, the rule that refuses, the clause it rests on, both languages. */
export interface RefusalText {
  readonly status: 403 | 404 | 409 | 422;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;
}

/** A command on a stream was refused. Nothing is appended. */
export abstract class StreamRefusal extends Error {
  readonly status: number;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(
    readonly code: string,
    { status, rule, clause, zh, en }: RefusalText,
  ) {
    super(`${code}: ${en}`);
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = zh;
    this.en = en;
  }
}
