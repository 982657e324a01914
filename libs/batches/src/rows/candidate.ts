import type { CommandData } from '#libs/dossier';
import type { DishonestyGrade, LegalDate, RecognitionBasisClass } from '#libs/rules';
import type { SubjectType } from '#libs/rules';
import type { Identifier } from '#libs/subjects';
import type { RawRow } from '../file/table.js';
import { CellFaultFound, Cells, dateOf, refuseCell, MAX_SHORT, type CellFault } from './cells.js';
import type { Column } from './columns.js';

/** A row that has the right shape: somebody, and what is to be listed. */
export interface Candidate {
  readonly subjectType: SubjectType;
  readonly identifier: Identifier;
  readonly name: string;
  readonly entry: Omit<CommandData<'GenerateInitialEntry'>, 'standardId'>;
}

/** What is wrong with the shape of a row, and in which column. */
export type RowFault = CellFault<Column>;

const MAX_FACTS = 5_000;

/** Reads the cells of a row; values of an enumeration may be its codes or its Chinese labels. */
export function candidateOf(row: RawRow, columns: readonly (Column | undefined)[]): Candidate | RowFault {
  const cells = new Map<Column, string>();
  columns.forEach((column, at) => {
    if (column !== undefined) cells.set(column, row.cells[at] ?? '');
  });
  try {
    return read(new Cells(cells));
  } catch (error) {
    if (error instanceof CellFaultFound) return error.fault as RowFault;
    throw error;
  }
}

export function isFault(row: Candidate | RowFault): row is RowFault {
  return 'code' in row;
}

function read(cells: Cells<Column>): Candidate {
  const kind = cells.choice<Identifier['kind']>('identifierKind', 'IdentifierKind');
  const certificateType = kind === 'OTHER' ? cells.text('certificateType', 50) : undefined;
  const grade = cells.ifAny('grade', () => cells.choice<DishonestyGrade>('grade', 'DishonestyGrade'));
  const actEndedOn = cells.ifAny('actEndedOn', () => cells.date('actEndedOn'));
  const amountInvolved = cells.ifAny('amountInvolved', () => cells.yuan('amountInvolved'));
  const acts = cells.ifAny('minorActs', () => actsOf(cells, 'minorActs'));
  const lackOfIntentProven = cells.ifAny('lackOfIntentProven', () => cells.flag('lackOfIntentProven'));
  return {
    subjectType: cells.choice<SubjectType>('subjectType', 'SubjectType'),
    identifier: {
      kind,
      value: cells.text('identifier', 64),
      ...(certificateType === undefined ? {} : { certificateType }),
    },
    name: cells.text('name', MAX_SHORT),
    entry: {
      basis: [
        {
          class: cells.choice<RecognitionBasisClass>('basisClass', 'RecognitionBasisClass'),
          docNo: cells.text('basisDocNo', MAX_SHORT),
          issuer: cells.text('basisIssuer', MAX_SHORT),
          date: cells.date('basisDate'),
          legallyEffective: cells.flag('legallyEffective'),
        },
      ],
      facts: cells.text('facts', MAX_FACTS),
      ...(grade === undefined ? {} : { grade }),
      ...(actEndedOn === undefined ? {} : { actEndedOn }),
      ...(amountInvolved === undefined ? {} : { amountInvolved }),
      ...(acts === undefined ? {} : { acts }),
      ...(lackOfIntentProven === undefined ? {} : { lackOfIntentProven }),
    },
  };
}

/** `document number @ day`, several of them divided by semicolons. */
function actsOf(cells: Cells<Column>, column: Column): { docNo: string; on: LegalDate }[] {
  return cells
    .text(column, MAX_FACTS)
    .split(/[;；]/u)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [docNo = '', day = ''] = part.split('@').map((piece) => piece.trim());
      const on = dateOf(day);
      return docNo === '' || docNo.length > MAX_SHORT || on === undefined ? refuseCell(column) : { docNo, on };
    });
}
