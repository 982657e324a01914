import type { CommandMap, TermsInput } from '../commands.js';
import type { Basis } from '../shared.js';
import { act } from './acts.js';
import type { Scenario } from './scenario.js';
import { A, OTHERS, type officialsOf } from './world.js';

/** Ways to places that many tests start from. Dates are given by the test: they carry the law. */

export type Officials = ReturnType<typeof officialsOf>;

export function basis(docNo = 'DOC-1', changes: Partial<Basis> = {}): readonly Basis[] {
  return [
    {
      class: 'ADMIN_OR_CRIMINAL',
      docNo,
      issuer: '市税务局',
      date: '2024-01-15',
      legallyEffective: true,
      ...changes,
    },
  ];
}

type Generate = Partial<CommandMap['GenerateInitialEntry']>;

export const redCandidate = (changes: Generate = {}) =>
  act('GenerateInitialEntry', { standardId: 'RED-1', basis: basis('RED-DOC'), ...changes });

export const blackCandidate = (changes: Generate = {}) =>
  act('GenerateInitialEntry', { standardId: 'BLK-1', basis: basis(), actEndedOn: '2024-01-10', ...changes });

export const focusCandidate = (changes: Generate = {}) =>
  act('GenerateInitialEntry', { standardId: 'FOC-1', basis: basis('FOC-DOC'), grade: 'GENERAL', ...changes });

export interface Dates {
  readonly from: string;
  readonly ready: string;
  readonly recognized?: string;
}

/** Portal of the unit and the credit portal. */
export function portalsOf(unit: Officials) {
  const own = unit.drafter.unitId === 'unit-b' ? 'portal-b' : 'portal-a';
  return { channels: [{ channelId: own }, { channelId: 'credit-china' }] };
}

/** On 7 September generated and screened, on the 8th in publicity, READY on the 18th; with other dates alike. */
export function redInPublicity(s: Scenario, dates: Dates, unit: Officials = A, candidate: Generate = {}): Scenario {
  return s
    .given(redCandidate(candidate), unit.drafter, dates.from)
    .given(act('PerformCrossCheck'), unit.drafter)
    .given(act('StartPublicity', portalsOf(unit)), unit.drafter, dates.from);
}

export function activeRed(s: Scenario, dates: Dates, unit: Officials = A, candidate: Generate = {}): Scenario {
  redInPublicity(s, dates, unit, candidate).clock(dates.ready).accept();
  return s
    .given(act('ProposeRecognition', { terms: { validity: { value: 3, unit: 'YEAR' } } }), unit.drafter, dates.ready)
    .given(act('RecognizeEntry'), unit.approver, dates.recognized ?? dates.ready);
}

/** Notice served, its window over: ready to be decided. */
export function blackReady(
  s: Scenario,
  dates: Dates,
  unit: Officials = A,
  candidate: Generate = {},
  terms: TermsInput = {},
): Scenario {
  return s
    .given(blackCandidate(candidate), unit.drafter, dates.from)
    .given(act('ServePriorNotice', { terms }), unit.drafter, dates.from)
    .given(act('ProposeRecognition', { terms }), unit.drafter, dates.ready);
}

export function activeBlack(
  s: Scenario,
  dates: Dates,
  unit: Officials = A,
  candidate: Generate = {},
  terms: TermsInput = {},
): Scenario {
  return blackReady(s, dates, unit, candidate, terms).given(
    act('RecognizeEntry'),
    unit.approver,
    dates.recognized ?? dates.ready,
  );
}

export function activeFocus(s: Scenario, dates: Dates, unit: Officials = A, candidate: Generate = {}): Scenario {
  const terms: TermsInput = { validity: { value: 1, unit: 'YEAR' } };
  return s
    .given(focusCandidate(candidate), unit.drafter, dates.from)
    .given(act('ServePriorNotice', { terms }), unit.drafter, dates.from)
    .given(act('ProposeRecognition', { terms }), unit.drafter, dates.ready)
    .given(act('RecognizeEntry'), unit.approver, dates.recognized ?? dates.ready);
}

export function withMeasures(s: Scenario, unit: Officials = A, at?: string): Scenario {
  return s.given(act('TriggerJointMeasures'), unit.drafter, at);
}

/** An objection of the subject, taken in on the day. */
export function acceptedObjection(
  s: Scenario,
  at: string,
  unit: Officials = A,
  data: Partial<CommandMap['FileObjection']> = {},
): Scenario {
  return s.given(act('FileObjection', data), OTHERS.subject, at).given(act('AcceptObjection'), unit.handler, at);
}

/** … referred and answered. */
export function repliedObjection(
  s: Scenario,
  at: string,
  finding: 'ACCURATE' | 'WRONG' | 'INACCURATE' | 'UNDETERMINED',
  unit: Officials = A,
): Scenario {
  return acceptedObjection(s, at, unit)
    .given(act('ReferToProvider'), unit.handler, at)
    .given(act('SubmitVerificationReply', { finding }), OTHERS.provider, at);
}

/** An application that was taken in and checked. */
export function checkedRepair(s: Scenario, at: string, unit: Officials = A): Scenario {
  return s
    .given(act('ApplyForRepair', { commitmentPublishedOn: at }), OTHERS.subject, at)
    .given(act('DecideRepairIntake'), unit.drafter, at)
    .given(act('RecordRepairCheck'), unit.drafter, at);
}

export function repaired(s: Scenario, at: string, unit: Officials = A): Scenario {
  return checkedRepair(s, at, unit)
    .given(act('ProposeRepairDecision'), unit.drafter, at)
    .given(act('DecideRepair'), unit.approver, at);
}
