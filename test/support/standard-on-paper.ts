/** One request on the way of a standard of unit A. */
export interface StandardRequest {
  readonly who: 'a-head' | 'a-approver';
  readonly path: string;
  readonly body: object;
}

const head = (standardId: string, step: string, body: object = {}): StandardRequest => ({
  who: 'a-head',
  path: `/standards/${standardId}/${step}`,
  body,
});

/** A draft, on which opinions are taken from today on, or from a day that a first version may name. */
export function standardDrafted(standardId: string, content: object, openedOn?: string): readonly StandardRequest[] {
  return [
    { who: 'a-head', path: '/standards', body: { standardId, content } },
    head(standardId, 'consultation', openedOn === undefined ? {} : { openedOn }),
  ];
}

/** What follows when the thirty days are over: the closing, the second person's approval, the publication. */
export function standardPublished(
  standardId: string,
  effectiveFrom: string,
  closedOn?: string,
): readonly StandardRequest[] {
  const summary = '征求意见期满，未收到不同意见。';
  return [
    head(standardId, 'consultation/closing', { summary, ...(closedOn !== undefined && { closedOn }) }),
    head(standardId, 'approval-proposal'),
    { ...head(standardId, 'approval'), who: 'a-approver' },
    head(standardId, 'publication', { effectiveFrom }),
  ];
}

/** What enters a standard that has been made, and consulted on, before the service knew it. */
export function standardOnPaper(
  standardId: string,
  content: object,
  effectiveFrom: string,
): readonly StandardRequest[] {
  return [
    ...standardDrafted(standardId, content, '2026-01-05'),
    ...standardPublished(standardId, effectiveFrom, '2026-02-09'),
  ];
}
