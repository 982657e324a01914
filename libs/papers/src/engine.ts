/*
 * Fills templates. What it makes of a template and its fields is the same for ever: hashes in the log rest on it. It
 * knows four marks, and nothing that runs:
 *
 *   {{name}}            the text, escaped
 *   {{*name}}           the text, escaped, a paragraph for each of its lines
 *   {{#name}}…{{/name}} what stands between: once where the field is there, for a list once for each item
 *   {{^name}}…{{/name}} what stands between, where the field is absent or a list is empty
 */

/** A text that is gone: its key was destroyed at the end of the retention. */
export interface ErasedField {
  readonly $erased: true;
}

/** `undefined` and `false`: not there. An item of a list sees its own fields first, then those around it. */
export type Field = string | boolean | ErasedField | readonly Fields[] | undefined;
export interface Fields {
  readonly [name: string]: Field;
}

export interface Filled {
  readonly text: string;
  /** Names of the fields that would have been printed and are gone; in their order, each once. */
  readonly erased: readonly string[];
}

/** What is printed where a text was erased. */
export const ERASED_TEXT = '〔已依法删除〕';

/**
 * @throws RangeError for a mark that is not closed, or a field that the fields do not name: a fault of the template
 */
export function fill(template: string, fields: Fields): Filled {
  const erased = new Set<string>();
  return { text: filled(template, [fields], erased), erased: [...erased] };
}

const MARK = /\{\{([*#^]?)([A-Za-z]+)\}\}/;

function filled(template: string, scopes: readonly Fields[], erased: Set<string>): string {
  let rest = template;
  let text = '';
  for (;;) {
    const mark = MARK.exec(rest);
    if (mark === null) return text + rest;
    const [whole, kind = '', name = ''] = mark;
    text += rest.slice(0, mark.index);
    rest = rest.slice(mark.index + whole.length);
    const value = valueOf(scopes, name);
    if (kind === '#' || kind === '^') {
      const end = `{{/${name}}}`;
      const at = rest.indexOf(end);
      if (at < 0) throw new RangeError(`the section ${name} is not closed`);
      const inner = rest.slice(0, at);
      rest = rest.slice(at + end.length);
      text +=
        kind === '#' ? section(inner, value, scopes, erased) : isThere(value) ? '' : filled(inner, scopes, erased);
    } else text += printed(name, value, kind === '*', erased);
  }
}

function section(inner: string, value: Field, scopes: readonly Fields[], erased: Set<string>): string {
  if (Array.isArray(value))
    return (value as readonly Fields[]).map((item) => filled(inner, [item, ...scopes], erased)).join('');
  return isThere(value) ? filled(inner, scopes, erased) : '';
}

function isThere(value: Field): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== '';
}

function valueOf(scopes: readonly Fields[], name: string): Field {
  const scope = scopes.find((one) => Object.hasOwn(one, name));
  if (scope === undefined) throw new RangeError(`the template names ${name}, which is no field`);
  return scope[name];
}

function printed(name: string, value: Field, inParagraphs: boolean, erased: Set<string>): string {
  if (isErased(value)) erased.add(name);
  const text = isErased(value) ? ERASED_TEXT : typeof value === 'string' ? value : '';
  if (!inParagraphs) return escaped(text);
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('\n');
}

export function isErased(value: unknown): value is ErasedField {
  return typeof value === 'object' && value !== null && '$erased' in value;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, in an element or in an attribute. Marks of the template in it are text like any other. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
