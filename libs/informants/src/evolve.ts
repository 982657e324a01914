import type { Report, ReportEvent, ReportState } from './report.js';

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveReport(state: ReportState, event: ReportEvent): ReportState {
  if (event.type === 'ReportReceived') {
    const { factsId, receivedOn, ...received } = event.data;
    const facts = [{ factsId, on: receivedOn }];
    return { report: { ...received, receivedOn, status: 'RECEIVED', facts, proposals: [], unsealings: [] } };
  }
  const { report } = state;
  return report === undefined ? state : { report: { ...report, ...changeOf(report, event) } };
}

function changeOf(report: Report, event: Exclude<ReportEvent, { type: 'ReportReceived' }>): Partial<Report> {
  switch (event.type) {
    case 'ReportFactsAdded': {
      const { factsId, addedOn } = event.data;
      return { facts: [...report.facts, { factsId, on: addedOn }] };
    }
    case 'ReportForwarded':
      return { status: 'FORWARDED', unitId: event.data.unitId };
    case 'ReportResult': {
      const { result, textId, decidedOn } = event.data;
      return { status: 'CONCLUDED', result: { result, textId, decidedOn } };
    }
    case 'UnsealProposed': {
      const { proposalId, reasonId, proposer } = event.data;
      return { proposals: [...report.proposals, { proposalId, reasonId, proposer }] };
    }
    case 'UnsealGranted':
      return {
        proposals: report.proposals.filter(({ proposalId }) => proposalId !== event.data.proposalId),
        unsealings: [...report.unsealings, event.data],
      };
  }
  return {};
}
