export interface RefusalText {
  /** HTTP status that fits. */
  readonly status: 403 | 404 | 409 | 422;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;
}

export function refusal(
  status: RefusalText['status'],
  rule: string,
  clause: string,
  zh: string,
  en: string,
): RefusalText {
  return { status, rule, clause, zh, en };
}
