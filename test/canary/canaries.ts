import { randomBytes, randomInt } from 'node:crypto';
import iconv from 'iconv-lite';

/** A text that stands nowhere but where the product puts it. */
interface Canary {
  readonly what: string;
  /** The parts of it that are looked for, each long enough to be no accident. */
  readonly parts: readonly string[];
}

export interface Sighting {
  readonly what: string;
  /** How it was written: `utf8`, `gb18030`, `base64`, … */
  readonly form: string;
}

interface Needle extends Sighting {
  readonly bytes: Buffer;
}

/** Three Chinese characters that nobody is called. */
function hanName(): string {
  return String.fromCodePoint(...Array.from({ length: 3 }, () => 0x8000 + randomInt(0x1000)));
}

/** Makes canaries, and finds them again in whatever was written, however it was written. */
export class Canaries {
  private readonly canaries: Canary[] = [];
  private table: { readonly marks: Uint8Array; readonly needles: ReadonlyMap<number, readonly Needle[]> } | undefined;

  /** The name of a natural person. */
  name(what: string): string {
    const name = hanName();
    this.add(what, [name]);
    return name;
  }

  /** Free text: Chinese characters and ASCII, which are written differently in many places. */
  text(what: string): string {
    const [han, ascii] = [hanName() + hanName(), `cnr${randomBytes(8).toString('hex')}`];
    this.add(what, [han, ascii]);
    return `${han}${ascii}`;
  }

  /** An identifier, a telephone number: kept as it is. */
  given(what: string, value: string): string {
    this.add(what, [value]);
    return value;
  }

  /** What of all that was made stands in these bytes. */
  in(haystack: Buffer | string): readonly Sighting[] {
    const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
    const { marks, needles } = (this.table ??= this.tabulate());
    const found = new Set<Needle>();
    for (let at = 0, key = 0; at < bytes.length; at += 1) {
      key = ((key << 8) | (bytes[at] ?? 0)) & 0xffffff;
      if (marks[key] === 0 || at < 2) continue;
      for (const needle of needles.get(key) ?? []) {
        const begin = at - 2;
        if (
          bytes.compare(
            needle.bytes,
            0,
            needle.bytes.length,
            begin,
            Math.min(begin + needle.bytes.length, bytes.length),
          ) === 0
        )
          found.add(needle);
      }
    }
    return [...found].map(({ what, form }) => ({ what, form }));
  }

  /** Every form of every canary, as bytes: to show that each would be found. */
  forms(): readonly (Sighting & { readonly bytes: Buffer })[] {
    return this.canaries.flatMap(({ what, parts }) =>
      parts.flatMap((part) => formsOf(part).map(({ form, bytes }) => ({ what, form, bytes }))),
    );
  }

  private add(what: string, parts: readonly string[]): void {
    this.canaries.push({ what, parts });
    this.table = undefined;
  }

  private tabulate(): NonNullable<Canaries['table']> {
    const marks = new Uint8Array(1 << 24);
    const needles = new Map<number, Needle[]>();
    for (const needle of this.forms()) {
      const key = needle.bytes.readUIntBE(0, 3);
      marks[key] = 1;
      needles.set(key, [...(needles.get(key) ?? []), needle]);
    }
    return { marks, needles };
  }
}

/** How a text may stand in a file: in other character sets, escaped, percent-encoded, in base64 or hexadecimal. */
function formsOf(text: string): readonly { readonly form: string; readonly bytes: Buffer }[] {
  const utf8 = Buffer.from(text);
  const units = [...text].map((character) => character.codePointAt(0) ?? 0);
  const isAscii = units.every((unit) => unit < 128);
  const hex = (unit: number): string => unit.toString(16).padStart(4, '0');
  const utf16 = Buffer.from(text, 'utf16le');
  const written: Record<string, string | Buffer> = {
    utf8,
    utf16le: utf16,
    utf16be: Buffer.from(utf16).swap16(),
    hex: utf8.toString('hex'),
    HEX: utf8.toString('hex').toUpperCase(),
  };
  // At the beginning of a text, and behind one or two other bytes, base64 looks different.
  for (const ahead of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(ahead), utf8])
      .toString('base64')
      .replaceAll('=', '');
    const ends = (ahead + utf8.length) % 3 === 0 ? whole.length : whole.length - 1;
    const inner = whole.slice(ahead === 0 ? 0 : ahead + 1, ends);
    written[`base64 +${ahead}`] = inner;
    if (/[+/]/.test(inner)) written[`base64url +${ahead}`] = inner.replaceAll('+', '-').replaceAll('/', '_');
  }
  if (!isAscii) {
    written['gb18030'] = iconv.encode(text, 'gb18030');
    written['json'] = units.map((unit) => `\\u${hex(unit)}`).join('');
    written['JSON'] = units.map((unit) => `\\u${hex(unit).toUpperCase()}`).join('');
    written['percent'] = encodeURIComponent(text);
    written['percent, lower'] = encodeURIComponent(text).toLowerCase();
    written['html'] = units.map((unit) => `&#${unit};`).join('');
    written['html, hex'] = units.map((unit) => `&#x${unit.toString(16)};`).join('');
    written['octal'] = [...utf8].map((byte) => `\\${byte.toString(8)}`).join('');
  }
  return Object.entries(written).map(([form, value]) => ({
    form,
    bytes: typeof value === 'string' ? Buffer.from(value) : value,
  }));
}
