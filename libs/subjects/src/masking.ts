import type { LegalDate } from '#libs/rules';
import type { Identifier } from './identifiers.js';
import { COMPOUND_SURNAMES } from './surnames.js';

/**
 * What a reader sees of personal data (spec 6.4): PUBLIC, DEPARTMENT (the default of units), UNMASKED (a unit with a
 * granted unmask, and the subject itself).
 */
export type MaskLevel = 'PUBLIC' | 'DEPARTMENT' | 'UNMASKED';

const HAN_NAME = /^\p{Script=Han}+$/u;

function stars(count: number): string {
  return '*'.repeat(Math.max(0, count));
}

/**
 * A natural person's name. Public: the surname and a star for each further character, 张*, 欧阳**; a name that is not
 * written in Chinese characters alone, or has its parts set apart by a dot, keeps its first character. Departments see
 * it whole.
 */
export function maskPersonName(name: string, profile: MaskLevel): string {
  if (profile !== 'PUBLIC') return name;
  const characters = [...name.trim()];
  if (characters.length <= 1) return stars(characters.length);
  if (!HAN_NAME.test(name.trim())) return `${characters[0]}**`;
  const isCompound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const kept = isCompound ? 2 : 1;
  return characters.slice(0, kept).join('') + stars(characters.length - kept);
}

/** The name of a legal representative: whole where the law publishes it, else as any natural person's. */
export function maskLegalRepresentative(
  name: string,
  profile: MaskLevel,
  options: { readonly publishedByLaw: boolean },
): string {
  return options.publishedByLaw ? name : maskPersonName(name, profile);
}

/** Keeps so many characters at both ends, and never more than half of the text. */
export function maskMiddle(text: string, head: number, tail: number): string {
  const characters = [...text];
  const tailKept = Math.min(tail, Math.floor(characters.length / 2));
  const headKept = Math.min(head, Math.max(0, Math.floor(characters.length / 2) - tailKept));
  const hidden = characters.length - headKept - tailKept;
  return (
    characters.slice(0, headKept).join('') + stars(hidden) + characters.slice(characters.length - tailKept).join('')
  );
}

/** Public: first 4 and last 4, `6401**********0012`; departments: first 6 and last 4. */
export function maskCitizenId(citizenId: string, profile: MaskLevel): string {
  if (profile === 'UNMASKED') return citizenId;
  const head = profile === 'PUBLIC' ? 4 : 6;
  if ([...citizenId].length !== 18) return maskMiddle(citizenId, 0, profile === 'PUBLIC' ? 2 : 4);
  return citizenId.slice(0, head) + stars(14 - head) + citizenId.slice(14);
}

/** Public: the last 2 characters; departments: the last 4. Of a short number never more than half. */
export function maskCertificate(certificate: string, profile: MaskLevel): string {
  if (profile === 'UNMASKED') return certificate;
  return maskMiddle(certificate, 0, profile === 'PUBLIC' ? 2 : 4);
}

/** An identifier by its kind; a unified social credit code is never masked. */
export function maskIdentifier(identifier: Identifier, profile: MaskLevel): string {
  switch (identifier.kind) {
    case 'USCC':
      return identifier.value;
    case 'CITIZEN_ID':
      return maskCitizenId(identifier.value, profile);
    case 'OTHER':
      return maskCertificate(identifier.value, profile);
  }
}

/** Public: not shown (`undefined`); departments: `138****1234`. */
export function maskPhone(phone: string, profile: MaskLevel): string | undefined {
  if (profile === 'PUBLIC') return undefined;
  if (profile === 'UNMASKED') return phone;
  return /^\d{11}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(7)}` : maskMiddle(phone, 0, 4);
}

/** An address, down to the county. */
export function toCounty(address: string): string {
  return `${TO_COUNTY.exec(address.trim())?.[0] ?? ''}***`;
}

const TO_COUNTY =
  /^(?:.{2,8}?(?:省|自治区|特别行政区))?(?:.{2,10}?(?:市|自治州|地区|盟))?(?:[^省市]{1,10}?(?:区|县|旗|市))?/u;

/** Public: not shown; departments: down to the county, `宁夏回族自治区银川市兴庆区***`. */
export function maskAddress(address: string, profile: MaskLevel): string | undefined {
  if (profile === 'PUBLIC') return undefined;
  if (profile === 'UNMASKED') return address;
  return toCounty(address);
}

/** Public: not shown; departments: the year, `1990-**-**`. */
export function maskBirthDate(birthDate: LegalDate, profile: MaskLevel): string | undefined {
  if (profile === 'PUBLIC') return undefined;
  return profile === 'UNMASKED' ? birthDate : `${birthDate.slice(0, 4)}-**-**`;
}

/** Public: not shown; departments: the last 4 characters. */
export function maskBankAccount(account: string, profile: MaskLevel): string | undefined {
  if (profile === 'PUBLIC') return undefined;
  return profile === 'UNMASKED' ? account : maskMiddle(account, 0, 4);
}
