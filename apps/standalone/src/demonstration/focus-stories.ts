import {
  basisOf,
  generated,
  measured,
  noticed,
  onFocusList,
  proposed,
  recognized,
  reported,
  served,
  warned,
  published,
  type Case,
} from './journeys.js';
import { account, enterprise } from './people.js';
import { act, type Story } from './story.js';

const focus = (no: number, unit: 'a' | 'b' = 'a'): Case => ({
  unit,
  standardId: 'FOC-1',
  no,
  facts: '一年内三次未按规定建立进货查验记录，每次均被责令改正。',
  minorActs: true,
});
const black = (no: number): Case => ({
  unit: 'a',
  standardId: 'BLK-1',
  no,
  facts: '重点关注期内再次生产不合格产品，受到吊销许可的行政处罚。',
});

/** A focus entry was never shown: its end is told to the subject. */
const toldOfEnd = (unit: 'a' | 'b', day: number) =>
  act('FOCUS', day, `${unit}-drafter`, 'AnnounceExit', { channels: [], text: '你单位已退出重点关注名单。' });

const transferred = (no: number, day: number) =>
  act('FOCUS', day, 'a-drafter', 'TransferToBlack', ({ days }) => ({
    blackStandardId: 'BLK-1',
    basis: basisOf(black(no), days.day(day + 1)),
    facts: black(no).facts,
    grade: 'SERIOUS',
    actEndedOn: days.day(day + 2),
  }));

/** Focus list: direct listings, warnings, and every way out (3.7). */
export const FOCUS_STORIES: readonly Story[] = [
  account(
    'subject-y',
    { kind: 'USCC', value: '91640100MA00TE5T1D' },
    enterprise(
      2,
      'y',
      '乙企业（Y）有限公司',
      onFocusList(focus(302), 26),
      warned(focus(302), 25),
      reported(focus(302), 24),
      measured(focus(302), 23),
    ),
  ),
  enterprise(
    82,
    'focus-noticed',
    '天天放心菜市场管理有限公司',
    generated(focus(382), 3),
    noticed(focus(382), 2, { validity: { value: 6, unit: 'MONTH' } }),
  ),
  enterprise(83, 'focus-warning-open', '旺角酒店管理有限公司', onFocusList(focus(383), 2)),
  enterprise(
    84,
    'focus-expired',
    '阳光家政服务有限公司',
    onFocusList(focus(384, 'b'), 60, { validity: { toDay: 15 } }),
    warned(focus(384, 'b'), 58),
    reported(focus(384, 'b'), 57),
    toldOfEnd('b', 14),
  ),
  enterprise(
    85,
    'focus-released',
    '康乐健身有限公司',
    onFocusList(focus(385), 55),
    warned(focus(385), 54),
    act('FOCUS', 30, 'a-drafter', 'RecordRepairTraining', ({ today }) => ({
      course: '信用修复与合规经营培训',
      attendees: '企业负责人及质量管理人员',
      heldOn: today,
    })),
    act('FOCUS', 17, 'a-head', 'ReleaseEarly', { reasons: '整改完成并经核查合格，关注期内未再发生失信行为。' }),
  ),
  enterprise(
    86,
    'focus-to-black',
    '金钥匙锁业有限公司',
    onFocusList(focus(386), 58),
    warned(focus(386), 57),
    transferred(486, 32),
    noticed(black(486), 31),
    proposed(black(486), 24),
    recognized(black(486), 23),
    toldOfEnd('a', 22),
    served(black(486), 22),
    published(black(486), 22),
    reported(black(486), 21),
    measured(black(486), 21),
  ),
  enterprise(
    87,
    'focus-being-transferred',
    '恒星电池有限公司',
    onFocusList(focus(387), 50),
    warned(focus(387), 49),
    reported(focus(387), 48),
    transferred(487, 4),
    noticed(black(487), 3),
  ),
];
