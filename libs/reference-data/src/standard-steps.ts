import { addDays, type LegalDate, type StandardCommand, type StandardContent } from '#libs/rules';

/** One step on the way of a standard, and which of the two persons takes it. */
export interface StandardStep {
  readonly by: 'OWNER' | 'APPROVER';
  readonly command: StandardCommand;
}

/** Days of a consultation with the day on which it is closed, where no pack asks for more than the 30 of 49号. */
const CONSULTATION_DAYS = 31;

/** Everything that a draft whose consultation opened on a day needs to be published, in order (spec 4.2). */
export function publicationSteps(openedOn: LegalDate, effectiveFrom: LegalDate): readonly StandardStep[] {
  const closedOn = addDays(openedOn, CONSULTATION_DAYS);
  return [
    { by: 'OWNER', command: { type: 'CloseConsultation', closedOn, summary: '征求意见期满，未收到不同意见。' } },
    { by: 'OWNER', command: { type: 'ProposeStandardApproval' } },
    { by: 'APPROVER', command: { type: 'ApproveStandard' } },
    { by: 'OWNER', command: { type: 'PublishStandard', effectiveFrom } },
  ];
}

/** A standard that was made and consulted on before it is recorded here: from the draft to the publication. */
export function standardOnPaper(
  standardId: string,
  content: StandardContent,
  dates: { readonly openedOn: LegalDate; readonly effectiveFrom: LegalDate },
): readonly StandardStep[] {
  return [
    { by: 'OWNER', command: { type: 'DraftStandard', standardId, content } },
    { by: 'OWNER', command: { type: 'OpenConsultation', openedOn: dates.openedOn } },
    ...publicationSteps(dates.openedOn, dates.effectiveFrom),
  ];
}
