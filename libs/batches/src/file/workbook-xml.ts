import { setImmediate as turn } from 'node:timers/promises';
import sax, { type QualifiedTag, type SAXParser, type Tag } from 'sax';

type AnyTag = Tag | QualifiedTag;

/** Characters that are read before others have their turn of the event loop. */
const PIECE = 65_536;

interface Walk {
  readonly open?: (name: string, tag: AnyTag) => void;
  readonly close?: (name: string) => void;
  readonly text?: (value: string) => void;
}

/** Walks a small part of a workbook. External entities are never resolved and a document type is refused. */
export function walkXml(xml: string, on: Walk): void {
  readerFor(on).write(bare(xml)).close();
}

/** The same for a part of any length: requests do not wait for the end of it. */
export async function walkLongXml(xml: string, on: Walk): Promise<void> {
  const [reader, text] = [readerFor(on), bare(xml)];
  for (let from = 0; from < text.length; from += PIECE) {
    reader.write(text.slice(from, from + PIECE));
    await turn();
  }
  reader.close();
}

function readerFor(on: Walk): SAXParser {
  const reader: SAXParser = sax.parser(true, { position: false });
  reader.onerror = (error) => {
    throw error;
  };
  reader.ondoctype = () => {
    throw new RangeError('a document type has no place in a workbook');
  };
  reader.onopentag = (tag) => on.open?.(local(tag.name), tag);
  reader.onclosetag = (name) => on.close?.(local(name));
  if (on.text !== undefined) {
    reader.ontext = on.text;
    reader.oncdata = on.text;
  }
  return reader;
}

function bare(xml: string): string {
  return xml.startsWith('\uFEFF') ? xml.slice(1) : xml;
}

export function attribute(tag: AnyTag, name: string): string | undefined {
  const value = tag.attributes[name];
  return typeof value === 'string' ? value : value?.value;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The relation id of the first sheet. */
export function firstSheetOf(workbook: string): string | undefined {
  let first: string | undefined;
  walkXml(workbook, {
    open: (name, tag) => {
      if (name === 'sheet' && attribute(tag, 'state') === undefined) first ??= attribute(tag, 'r:id');
    },
  });
  return first;
}

/** Whether days are counted from 1904. */
export function is1904(workbook: string): boolean {
  let found = false;
  walkXml(workbook, {
    open: (name, tag) => {
      if (name === 'workbookPr') found = ['1', 'true'].includes(attribute(tag, 'date1904') ?? '');
    },
  });
  return found;
}

/** Relation id → target. */
export function relationsOf(xml: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  if (xml === '') return targets;
  walkXml(xml, {
    open: (name, tag) => {
      const [id, target] = [attribute(tag, 'Id'), attribute(tag, 'Target')];
      if (name === 'Relationship' && id !== undefined && target !== undefined) targets.set(id, target);
    },
  });
  return targets;
}

/** Texts that cells refer to by number; phonetic hints left out. */
export async function sharedStringsOf(xml: string): Promise<readonly string[]> {
  const strings: string[] = [];
  let [inText, phonetic, current] = [false, 0, ''];
  await walkLongXml(xml, {
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    close: (name) => {
      if (name === 'si') strings.push(current);
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 't') inText = false;
    },
    text: (value) => {
      if (inText) current += value;
    },
  });
  return strings;
}

const DATE_FORMATS = new Set([...range(14, 22), ...range(27, 36), ...range(45, 47), ...range(50, 58)]);

/** Which cell styles show a number as a date. */
export function dateStylesOf(xml: string): (style: number) => boolean {
  const own = new Set<number>();
  const dates = new Set<number>();
  let [inCells, at] = [false, 0];
  walkXml(xml, {
    open: (name, tag) => {
      if (name === 'numFmt' && looksLikeDate(attribute(tag, 'formatCode') ?? ''))
        own.add(Number(attribute(tag, 'numFmtId')));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const format = Number(attribute(tag, 'numFmtId') ?? 0);
        if (DATE_FORMATS.has(format) || own.has(format)) dates.add(at);
        at += 1;
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return (style) => dates.has(style);
}

/** A format with years and days in it, outside of quotes and brackets. */
function looksLikeDate(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').toLowerCase();
  return /y/.test(bare) && /[md]/.test(bare);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
