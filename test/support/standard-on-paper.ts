/** One request on the way of a standard. */
interface Step {
  readonly who: 'a-head' | 'a-approver';
  readonly path: string;
  readonly body: object;
}

/** What enters a standard of unit A that has been made, and consulted on, before the service knew it. */
export function standardOnPaper(standardId: string, content: object, effectiveFrom: string): readonly Step[] {
  const head = (step: string, body: object = {}): Step => ({
    who: 'a-head',
    path: `/standards/${standardId}/${step}`,
    body,
  });
  return [
    { who: 'a-head', path: '/standards', body: { standardId, content } },
    head('consultation', { openedOn: '2026-01-05' }),
    head('consultation/closing', { closedOn: '2026-02-09', summary: '征求意见期满，未收到不同意见。' }),
    head('approval-proposal'),
    { ...head('approval'), who: 'a-approver' },
    head('publication', { effectiveFrom }),
  ];
}
