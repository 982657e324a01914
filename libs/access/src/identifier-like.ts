const PATTERNS = [
  // Unified social credit code: registration class, six digits of the division, ten more.
  /(?<![0-9A-Z])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Z])/giu,
  // Citizen id of eighteen or fifteen characters, also inside a longer run of digits.
  /\d{17}[\dX]/giu,
  /\d{15}/gu,
];

/** Whether a text holds what looks like the identifier of an organisation or a person, also in full-width characters. */
export function holdsIdentifier(text: string): boolean {
  const normal = text.normalize('NFKC');
  return PATTERNS.some((pattern) => normal.search(pattern) >= 0);
}

/** The text with everything that looks like an identifier taken out. */
export function withoutIdentifiers(text: string): string {
  if (!holdsIdentifier(text)) return text;
  return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, '[***]'), text.normalize('NFKC'));
}
