import { addDays, type SubjectType } from '#libs/rules';
import { makeCitizenId, makeUscc, type Identifier } from '#libs/subjects';
import type { Seeded } from './seeded.js';

/** Another division than the demonstration's, so that nobody here is one of its subjects. */
const DIVISION = '640500';
const FIRST_BIRTH = '1950-01-01';
const BIRTH_DAYS = 20_000;
const SEQUENCES = 1_000;

/** As many subjects as there are different citizen ids for, two each. */
export const MOST_SUBJECTS = (BIRTH_DAYS * SEQUENCES) / 2;

/** The identifier of the n-th subject; no number gives that of another. */
export function identifierOf(n: number, like: Identifier): Identifier {
  if (like.kind === 'CITIZEN_ID') {
    return { kind: 'CITIZEN_ID', value: makeCitizenId(bornOn(n), Math.floor(n / BIRTH_DAYS), DIVISION) };
  }
  return { kind: 'USCC', value: makeUscc(n, { prefix: like.value.slice(0, 2), division: DIVISION }) };
}

function bornOn(n: number): string {
  return addDays(FIRST_BIRTH, n % BIRTH_DAYS);
}

const SYLLABLES = [
  ...'安邦宝晨诚达德鼎东丰福光广国海航和恒弘华汇嘉建金锦景康利隆明南宁鹏启庆瑞润盛顺泰天通万祥新兴旭扬永裕源正中',
];
const TRADES =
  '商贸 建材 食品 药业 物流 机械 电子 化工 餐饮管理 环保科技 建筑工程 纺织 农业开发 信息技术 汽车服务 广告传媒'.split(
    ' ',
  );
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文辉力'];

/** A fictitious name of the kind of another one: of an enterprise, or of a person with the same surname. */
export function nameLike(random: Seeded, name: string, subjectType: SubjectType): string {
  const pick = (from: readonly string[]): string => from[random.between(0, from.length - 1)] ?? '';
  if (subjectType === 'NATURAL_PERSON') return name.charAt(0) + [...name.slice(1)].map(() => pick(GIVEN)).join('');
  return `示范市${pick(SYLLABLES)}${pick(SYLLABLES)}${pick(SYLLABLES)}${pick(TRADES)}有限公司`;
}
