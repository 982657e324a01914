import { partsOf, type Duration, type LegalDate } from '#libs/rules';

/** `2026年9月7日`: Arabic figures without leading noughts, as official documents have them (GB/T 9704-2012, 7.3.5). */
export function chineseDate(date: LegalDate): string {
  const { year, month, day } = partsOf(date);
  return `${year}年${month}月${day}日`;
}

const UNITS: Readonly<Record<Duration['unit'], string>> = { WD: '个工作日', CD: '日', MONTH: '个月', YEAR: '年' };

/** `3年`, `6个月`, `60日`, `5个工作日`. */
export function chineseDuration({ value, unit }: Duration): string {
  return `${value}${UNITS[unit]}`;
}
