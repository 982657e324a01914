import { CATALOGUE, type RefusalCode } from './refusals.js';

/** Numbers, dates, codes and ids that complete the text of a refusal; never anything personal. */
export type RefusalParams = Readonly<Record<string, string | number>>;

/** A command was refused: by which rule, and on which clause it rests. Nothing is appended. */
export class Refusal extends Error {
  /** HTTP status that fits: 403, 404, 409 or 422. */
  readonly status: number;
  /** The rule in a few words. */
  readonly rule: string;
  /** Specification section and source clause. */
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(
    readonly code: RefusalCode,
    readonly params: RefusalParams = {},
  ) {
    const { status, rule, clause, zh, en } = CATALOGUE[code];
    super(`${code}: ${fill(en, params)}`);
    this.name = 'Refusal';
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = fill(zh, params);
    this.en = fill(en, params);
  }
}

function fill(text: string, params: RefusalParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
