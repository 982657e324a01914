/** Text of a JSON value with the keys of its objects in order, so that equal contents give equal texts. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let inside = '';
  if (Array.isArray(value)) {
    for (const item of value) inside += `${inside === '' ? '' : ','}${canonicalText(item)}`;
    return `[${inside}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field !== undefined) inside += `${inside === '' ? '' : ','}${quoted(key)}:${canonicalText(field)}`;
  }
  return `{${inside}}`;
}

/** Nothing in it has to be escaped in JSON. */
const PLAIN = /^[ !#-[\]-~\u00a0-\ud7ff\ue000-\uffff]*$/;

/** As `JSON.stringify`, which takes longer to begin than such a text takes to be looked through. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether two JSON values say the same. */
export function sameContent(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b);
}
