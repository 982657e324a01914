import { addDays, type LegalDate } from '#libs/rules';
import { maskIdentifier, type Identifier } from '#libs/subjects';

/** What differs from dossier to dossier, as it is put into the texts of one. */
export interface Filling {
  /** By the number of the id in the template. */
  readonly ids: readonly string[];
  /** Calendar days by which everything is later than in the template. */
  readonly shift: number;
  /** Before the number of every case, so that no two dossiers share one. */
  readonly number: number;
  readonly subject: Named;
  readonly person: Named;
  /** Sealed texts by their number in the template. */
  readonly boxes: readonly string[];
}

export interface Named {
  readonly name: string;
  readonly identifier: Identifier;
}

type Piece = string | ((filling: Filling) => string);

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const DATE = '(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?!\\d)';
const CASE = '(?<=〔\\d{4}〕)\\d+(?=号)';
const BOX = '@@box:\\d+@@';

/** Stands in a template where a sealed text will be. */
export function boxMark(n: number): string {
  return `@@box:${n}@@`;
}

/** Takes texts of one template apart, so that they can be put together again for any number of dossiers. */
export class Cutter {
  /** Number of every id of the template, in the order in which they first occur. */
  readonly ids = new Map<string, number>();
  private readonly exact: ReadonlyMap<string, (filling: Filling) => string>;
  private readonly pattern: RegExp;

  /** @param fixed ids that are the same in every dossier: of units, measures, standards */
  constructor(
    subject: Named,
    person: Named | undefined,
    private readonly fixed: ReadonlySet<string>,
  ) {
    this.exact = new Map([...named(subject, 'subject'), ...(person === undefined ? [] : named(person, 'person'))]);
    const exact = [...this.exact.keys()].map((text) => text.replace(/[*.\\]/g, '\\$&'));
    this.pattern = new RegExp([BOX, UUID, ...exact, DATE, CASE].join('|'), 'g');
  }

  cut(text: string): readonly Piece[] {
    const pieces: Piece[] = [];
    let end = 0;
    for (const match of text.matchAll(this.pattern)) {
      pieces.push(text.slice(end, match.index), this.slot(match[0]));
      end = match.index + match[0].length;
    }
    return [...pieces, text.slice(end)].filter((piece) => piece !== '');
  }

  /** The number of an id, from now on if it is a new one. */
  numberOf(id: string): number {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    this.ids.set(id, this.ids.size);
    return this.ids.size - 1;
  }

  private slot(text: string): Piece {
    const exact = this.exact.get(text);
    if (exact !== undefined) return exact;
    if (text.startsWith('@@')) {
      const n = Number(text.slice(boxMark(0).indexOf('0'), -2));
      return ({ boxes }) => boxes[n] ?? '';
    }
    if (/^\d+$/.test(text)) return ({ number }) => `${number}${text.padStart(3, '0')}`;
    if (/^\d{4}-\d\d-\d\d$/.test(text)) {
      const on = laterThan(text);
      return ({ shift }) => on(shift);
    }
    if (this.fixed.has(text)) return text;
    const n = this.numberOf(text);
    return ({ ids }) => ids[n] ?? '';
  }
}

export function joined(pieces: readonly Piece[], filling: Filling): string {
  let text = '';
  for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(filling);
  return text;
}

/** A name and an identifier wherever they stand, the latter also masked. */
function named({ name, identifier }: Named, who: 'subject' | 'person') {
  const masked = (['PUBLIC', 'DEPARTMENT'] as const).map(
    (level) =>
      [
        maskIdentifier(identifier, level),
        (filling: Filling) => maskIdentifier(filling[who].identifier, level),
      ] as const,
  );
  return [
    ...masked,
    [name, (filling: Filling) => filling[who].name] as const,
    [identifier.value, (filling: Filling) => filling[who].identifier.value] as const,
  ];
}

function laterThan(day: LegalDate): (shift: number) => string {
  const known = new Map<number, string>();
  return (shift) => {
    const text = known.get(shift) ?? addDays(day, shift);
    known.set(shift, text);
    return text;
  };
}
