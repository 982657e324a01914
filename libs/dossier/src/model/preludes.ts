import { A, B, OTHERS } from '../testing/world.js';
import { basis } from '../testing/journeys.js';
import { move } from './moves.js';
import type { Move, Run } from './run.js';

/** Where a sequence begins: what takes many steps in a row is seldom reached by chance alone. */
export const PRELUDES = {
  EMPTY: () => undefined,
  RED: red,
  BLACK: black,
  /** On the black list for more than a year: a repair is possible. */
  OLD_BLACK: (run: Run) => {
    black(run);
    run.pass(370);
  },
  /** The black entry has just removed the red one. */
  BLACK_AFTER_RED: (run: Run) => {
    red(run);
    black(run);
  },
  FOCUS: focus,
  /** The focus entry has just become a black one. */
  BLACK_AFTER_FOCUS: (run: Run) => {
    focus(run);
    const focusId = Object.keys(run.state.entries)[0] ?? '';
    const act = { entryId: focusId, blackStandardId: 'BLK-1', basis: basis('DOC-2'), actEndedOn: run.date };
    const entryId = first(run, move('TransferToBlack', A.drafter, act));
    first(run, move('ServePriorNotice', A.drafter, { entryId }));
    run.pass(15);
    recognize(run, entryId, A);
  },
  /** Measures that extend to a responsible person. */
  BLACK_WITH_PERSON: blackWithPerson,
} as const satisfies Record<string, (run: Run) => void>;

export type Prelude = keyof typeof PRELUDES;

const first = (run: Run, move: Move): string => {
  const came = run.take(move, 0);
  if (typeof came === 'string') throw new Error(`the prelude is refused: ${came}`);
  const made = came.find((e) => e.type === 'InitialEntryGenerated' || e.type === 'DecisionProposed');
  return made?.type === 'DecisionProposed'
    ? made.data.proposalId
    : made?.type === 'InitialEntryGenerated'
      ? made.data.entryId
      : '';
};

function recognize(run: Run, entryId: string, unit: typeof A, months?: number): void {
  const terms = months === undefined ? {} : { validity: { value: months, unit: 'MONTH' as const } };
  const proposalId = first(run, move('ProposeRecognition', unit.drafter, { entryId, terms }));
  first(run, move('RecognizeEntry', unit.approver, { entryId, proposalId }));
  first(run, move('TriggerJointMeasures', unit.drafter, { entryId }));
}

function red(run: Run): void {
  const entryId = first(run, move('GenerateInitialEntry', A.drafter, { standardId: 'RED-1', basis: basis('DOC-1') }));
  first(run, move('PerformCrossCheck', A.drafter, { entryId }));
  first(run, move('StartPublicity', A.drafter, { entryId }));
  run.pass(14);
  first(run, move('SettleDueDeadlines', OTHERS.system, {}));
  recognize(run, entryId, A, 36);
}

function black(run: Run): void {
  const act = { standardId: 'BLK-1', basis: basis('DOC-2'), actEndedOn: run.date };
  const entryId = first(run, move('GenerateInitialEntry', B.drafter, act));
  first(run, move('ServePriorNotice', B.drafter, { entryId }));
  run.pass(15);
  recognize(run, entryId, B);
}

function blackWithPerson(run: Run): void {
  if (run.state.subject?.subjectType === 'NATURAL_PERSON') return black(run);
  const act = { standardId: 'BLK-2', basis: basis('DOC-2'), actEndedOn: run.date };
  const entryId = first(run, move('GenerateInitialEntry', A.drafter, act));
  const person = { recipientRole: 'RESPONSIBLE_PERSON', recipientRef: 'person-r' } as const;
  first(run, move('RecordResponsiblePerson', A.drafter, { entryId }));
  first(run, move('ServePriorNotice', A.drafter, { entryId }));
  first(run, move('ServePriorNotice', A.drafter, { entryId, ...person }));
  first(run, move('StartPublicity', A.drafter, { entryId }));
  run.pass(20);
  first(run, move('SettleDueDeadlines', OTHERS.system, {}));
  recognize(run, entryId, A);
}

function focus(run: Run): void {
  const act = { standardId: 'FOC-1', basis: basis('DOC-3'), grade: 'GENERAL' as const, actEndedOn: run.date };
  const entryId = first(run, move('GenerateInitialEntry', A.drafter, act));
  const terms = { validity: { value: 12, unit: 'MONTH' as const } };
  first(run, move('ServePriorNotice', A.drafter, { entryId, terms }));
  run.pass(15);
  const proposalId = first(run, move('ProposeRecognition', A.drafter, { entryId, terms }));
  first(run, move('RecognizeEntry', A.approver, { entryId, proposalId }));
}
