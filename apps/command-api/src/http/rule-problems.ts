import { SOURCE_REFUSALS } from '#libs/external-lists';

/* Refusals of the commands on reference data, as they are documented; their texts proper are in libs/rules. */

/** @param section of the specification that refuses; left out where the clause depends on what was found */
const p = (zh: string, en: string, section?: string) => ({
  ...{ status: 422, zh, en },
  ...(section !== undefined && { clause: `spec ${section}` }),
});

function source(code: keyof typeof SOURCE_REFUSALS) {
  const [zh, en] = SOURCE_REFUSALS[code];
  return p(`${zh}。`, `${en}.`, '3.8');
}

/** Of the steps of a standard. */
export const STANDARD_PROBLEMS = {
  STANDARD_DRAFT_EXISTS: p('该标准已有草稿。', 'The standard has an open draft.', '4.2'),
  DATE_INVALID: p('日期无效。', 'That is not a date.', '4.1'),
  STANDARD_RETROACTIVE: p(
    '修订后的标准不得溯及既往。',
    'A revised standard takes effect today or later, and after the version before it.',
    '3.15',
  ),
  STANDARD_NOT_PUBLISHED: p('标准尚未公布。', 'The standard is not published.', '4.2'),
  STANDARD_NO_DRAFT: p('没有待公布的草稿。', 'There is no open draft.', '4.2'),
  STANDARD_RETIRED: p('标准已废止。', 'The standard is retired.', '4.2'),
  STANDARD_KIND_FIXED: p('名单类型不得改变。', 'The kind of list cannot change.', '4.1'),
  STANDARD_IN_CONSULTATION: p(
    '征求意见期间文本不得更改，请在结束征求意见时一并修改。',
    'The text does not change while opinions are taken; amend it when the consultation is closed.',
    '4.2',
  ),
  CONSULTATION_EXISTS: p('已经征求意见。', 'The draft is or was consulted on already.', '4.2'),
  CONSULTATION_BACKDATED: p(
    '修订标准的征求意见自当日开始。',
    'The consultation on a revision begins on the day on which it is opened.',
    '4.2',
  ),
  CONSULTATION_NOT_OPEN: p('没有正在进行的征求意见。', 'No consultation is open.', '4.2'),
  CONSULTATION_TOO_SHORT: {
    ...p('征求意见不得少于30日。', 'Opinions are taken for 30 days at least.'),
    clause: '国办发〔2020〕49号 七',
  },
  CONSULTATION_SUMMARY_MISSING: p('须写明征求意见情况。', 'Say what was answered and what came of it.', '4.1'),
  CONSULTATION_OPEN: p('征求意见尚未结束。', 'The consultation is not closed.'),
  CONSULTATION_MISSING: p('尚未征求意见。', 'The public has not been consulted.'),
  STANDARD_NOT_PROPOSED: p('没有待批准的标准。', 'Nothing was put forward for approval.', '4.2'),
  STANDARD_NOT_APPROVED: p('标准尚未经第二人批准。', 'The standard has not been approved by a second person.', '4.2'),
  SECOND_PERSON_REQUIRED: p('提请批准的人不得自行批准。', 'Who put it forward does not approve it.', '2'),
  REASON_MISSING: p('须写明理由。', 'Say why.', '4.1'),
  EVALUATOR_MISSING: p('须写明第三方机构。', 'Name the third party.', '4.1'),
} as const;

/** Of its content, when it is published; all that are found stand in `errors`. */
export const STANDARD_CONTENT_PROBLEMS = {
  TITLE_MISSING: p('缺少标准名称。', 'Title missing.'),
  FIELD_UNKNOWN: p('领域代码不存在。', 'The field code is not in the code table.'),
  OWNER_MISSING: p('缺少制定单位。', 'Owner unit missing.'),
  RECOGNIZING_UNIT_MISSING: p('缺少认定单位。', 'No recognizing unit.'),
  LEGAL_BASIS_MISSING: p('缺少认定依据。', 'Legal basis missing.'),
  CRITERIA_MISSING: p('缺少认定条件。', 'Criteria missing.'),
  REPEAT_COUNT_INVALID: p('"多次"至少为两次。', 'Repeated means at least twice.'),
  REMEDIES_MISSING: p('缺少救济途径。', 'Remedies missing.'),
  VALIDITY_MISSING: p('缺少有效期(日、月、年)。', 'Validity in days, months or years missing.'),
  VALIDITY_BOUNDS: p('有效期上限短于下限。', 'The longest validity is shorter than the shortest.'),
  VALIDITY_TOO_LONG: p('有效期长于行业规定。', 'Longer than the rule of the sector.'),
  PUBLICITY_REQUIRED: p('红名单必须公示。', 'A red list must be shown before it is recognised.'),
  PUBLICITY_CHANNELS_MISSING: p('缺少公示渠道。', 'Channels of publicity missing.'),
  NOTICE_REQUIRED: p(
    '列入黑名单须事前告知,对自然人不得免除。',
    'A black listing needs prior notice, which a natural person may never be denied.',
  ),
  PUBLICITY_PERIOD_MISSING: p('缺少公示期。', 'Period of publicity missing.'),
  PUBLICITY_TOO_SHORT: p('公示期过短。', 'Publicity is too short.'),
  GRADE_TOO_LOW: p('轻微失信不得列入黑名单。', 'Minor dishonesty cannot be on the black list.'),
  REPAIR_TERMS_MISSING: p('须明确能否修复及修复方式、期限。', 'Say whether, how and when it can be repaired.'),
  REPAIR_METHODS_MISSING: p('缺少修复方式。', 'Methods of repair missing.'),
  IRREPARABLE_BASIS_INSUFFICIENT: p(
    '不得修复须以法律、法规或党中央、国务院政策文件为依据。',
    'Ruling a repair out needs a law, a regulation or a Party or State Council document.',
  ),
  REPAIR_TIME_MISSING: p('缺少最短公示期。', 'Shortest time before a repair missing.'),
  REPAIR_AFTER_VALIDITY: p('最短公示期长于有效期。', 'A repair would come after the validity.'),
  FOCUS_AFTER_EXIT_MISSING: p('须写明退出后列入的重点关注标准。', 'Name the focus standard after an exit.'),
  FOCUS_VALIDITY_MISSING: p('缺少重点关注有效期。', 'Validity of the focus listing missing.'),
  FOCUS_PACK_UNKNOWN: p('所依规则包未生效或无此规定。', 'The pack is not in force or names no mode.'),
  FOCUS_MODE_HARSHER: p('退出后方式重于所依规则包。', 'Harsher than the pack that it follows.'),
  PERSONS_EXTEND_BASIS_MISSING: p('措施落实到人须有依据。', 'Extending measures to persons needs a basis.'),
  PERSON_PUBLICATION_BASIS_MISSING: p('公开自然人信息须有依据。', 'Publishing natural persons needs a basis.'),
  MINORS_BASIS_MISSING: p(
    '列入未成年人须有法律、行政法规依据。',
    'Listing minors needs a law or an administrative regulation.',
  ),
  EARLY_RELEASE_CONDITIONS_MISSING: p('缺少提前解除条件。', 'Conditions of early release missing.'),
  DISCLOSURE_MISSING: p('缺少披露期限。', 'Years of disclosure missing.'),
  RULE_KEY_UNKNOWN: p('规则键不存在。', 'The rule key is not known.'),
  RULE_VALUE_INVALID: p('数值或单位无效。', 'The value or unit is not valid.'),
  RULE_TWICE: p('同一规则写了两次。', 'The rule stands twice.'),
  BASIS_INSUFFICIENT: p(
    '黑名单须以法律、行政法规、党中央国务院文件、部门规章或地方性法规为依据。',
    'A black list needs a law, an administrative regulation, a Party or State Council document, a department rule or a local regulation.',
  ),
  REMOVAL_CONDITIONS_MISSING: p('缺少移出条件。', 'Conditions of removal missing.'),
  REMOVAL_PROCEDURE_MISSING: p('缺少移出程序。', 'Procedure of removal missing.'),
  DISCLOSURE_TOO_LONG: p('披露期限长于规定。', 'Disclosed for longer than the rule allows.'),
  OVERRIDE_NOT_FAVOURABLE: p('自定数值不得不利于信用主体。', 'A value of its own may only favour the subject.'),
  REPAIR_TIME_TOO_LONG: p('最短公示期长于规定。', 'The shortest time before a repair is longer than the rule.'),
  STATEMENT_PERIOD_TOO_SHORT: p('陈述申辩期短于规定。', 'The time for a statement is shorter than the rule.'),
} as const;

/** Of holiday tables. */
export const CALENDAR_PROBLEMS = {
  CALENDAR_KIND_MISMATCH: p(
    '全国日历加载年度表,地区日历加载地区假日。',
    'The national calendar takes tables of a year, a region only its own days off.',
    '3.2',
  ),
  CALENDAR_TABLE_INVALID: p('节假日表有误。', 'The holiday table is wrong.', '3.2'),
} as const;

/** Of rule packs. */
export const RULE_PACK_PROBLEMS = {
  RULE_PACK_NO_DRAFT: p('没有待公布的规则包草稿。', 'There is no open draft.', '3.3'),
  RULE_PACK_SAME_PERSON: p('起草人不得自行公布。', 'Who drafted it does not publish it.', '2'),
  RULE_PACK_INVALID: p('规则包有误。', 'The pack is wrong.'),
  RULE_NOT_FAVOURABLE: p('规则数值不得不利于信用主体。', 'A rule may only favour the subject.'),
  EXTENSION_NOT_FOR_REGION: p(
    '延长黑名单有效期只能由行业规则包规定。',
    'Only a sector pack may allow the validity of a black entry to be extended.',
  ),
  RULE_PACK_SCOPE_FIXED: p('规则包的编号和适用范围不得改变。', 'Id and scope of a rule pack cannot change.', '3.3'),
  RULE_PACK_RETROACTIVE: p(
    '新版本的生效日期不得早于前一版本。',
    'A new version cannot take effect before the version before it.',
    '3.3',
  ),
  FOCUS_MODE_HARSHER: p('退出后方式重于所依规则包。', 'Harsher than the pack that it follows.'),
  RULE_KEY_UNKNOWN: p('规则键不存在。', 'The rule key is not known.'),
  RULE_VALUE_INVALID: p('数值或单位无效。', 'The value or unit is not valid.'),
  RULE_TWICE: p('同一规则写了两次。', 'The rule stands twice.'),
} as const;

/** Of channels. */
export const CHANNEL_PROBLEMS = {
  CHANNEL_EXISTS: p('该渠道编号已被使用。', 'The id belongs to another channel.', '3.12'),
  CHANNEL_NAME_MISSING: p('渠道名称不得为空。', 'A channel has a name.', '3.12'),
  CHANNEL_UNIT_MISSING: p('单位门户须注明单位。', "A unit's portal names the unit.", '3.12'),
  CHANNEL_SOURCE_MISSING: p('须注明渠道的法律来源。', 'Name what the channel rests on.', '3.12'),
  UNIT_UNKNOWN: p('单位未登记。', 'The unit is not registered.', '2'),
} as const;

/** Of a channel that should be there. */
export const KNOWN_CHANNEL_PROBLEMS = {
  CHANNEL_NOT_REGISTERED: p('渠道未登记。', 'There is no such channel.', '3.12'),
  CHANNEL_IS_CLOSED: p('渠道已关闭。', 'The channel is closed.', '3.12'),
  CHANNEL_CLOSED_BEFORE: p(
    '渠道关闭日不得早于今日。',
    'A channel closes today or later: what was shown there was shown.',
    '3.12',
  ),
} as const;

/** Of mask profiles, when they are published; all that are found stand in `errors`. */
export const MASK_PROFILE_PROBLEMS = {
  MASK_PROFILE_NO_DRAFT: p('没有待公布的脱敏方案草稿。', 'There is no open draft.', '6.4'),
  MASK_PROFILE_SECOND_PERSON: p(
    '起草人不得自行签批脱敏方案。',
    'Who drafted a mask profile does not sign it off.',
    '2, 6.4',
  ),
  MASK_PROFILE_RETROACTIVE: p(
    '脱敏方案不得溯及既往。',
    'A mask profile takes effect today or later, and after the version before it.',
    '6.4',
  ),
  MASK_PROFILE_TITLE_MISSING: p('缺少方案名称。', 'Title missing.', '6.4'),
  MASK_PROFILE_SOURCE_MISSING: p('缺少法律来源。', 'Legal source missing.', '6.4'),
  MASK_ROW_NOT_ONCE: p('每个字段对每类读者须恰好规定一次。', 'Each field is ruled once for each reader.', '6.4'),
  MASK_NOT_FIT: p('该字段不能这样脱敏。', 'The field cannot be masked like this.', '6.4'),
  MASK_TOO_OPEN: p(
    '自然人的身份信息不得向公众完整展示。',
    'What identifies a person is never shown whole to the public.',
    '6.4',
  ),
} as const;

/** Of measure lists, when they are published; all that are found stand in `errors`. */
export const MEASURE_LIST_PROBLEMS = {
  MEASURE_LIST_NO_DRAFT: p('没有待公布的清单草稿。', 'There is no open draft.', '5.1'),
  MEASURE_LIST_RETROACTIVE: p(
    '新版清单不得溯及既往。',
    'A new version takes effect today or later, and after the version before it.',
    '5.1',
  ),
  MEASURE_LIST_TITLE_MISSING: p('缺少清单名称。', 'Title missing.', '5.1'),
  MEASURE_LIST_SOURCE_MISSING: p('缺少清单来源。', 'Source of the list missing.', '5.1'),
  MEASURE_ITEMS_MISSING: p('清单没有措施。', 'The list has no items.', '5.1'),
  MEASURE_ITEM_TWICE: p('措施编号已被使用。', 'The id belongs to another item.', '5.1'),
  MEASURE_TEXT_MISSING: p('缺少措施内容。', 'Text of the measure missing.', '5.1'),
  MEASURE_CATEGORY_NOT_FIT: p('类别与激励、惩戒种类不符。', 'The category belongs to the other kind.', '5.1'),
  MEASURE_LIST_KIND_NOT_FIT: p(
    '激励措施仅用于红名单，惩戒措施不得用于红名单。',
    'Incentives are for the red list, punishments for the others.',
    '5.1',
  ),
  MEASURE_BASIS_MISSING: p(
    '惩戒措施、强制性措施和落实到人的措施须有法律依据。',
    'A punishment, a mandatory measure and one that reaches persons need a legal basis.',
    '5.1',
  ),
  MEASURE_BASIS_INSUFFICIENT: p(
    '强制性措施须以法律、法规、党中央国务院文件或部门规章为依据。',
    'A mandatory measure needs a law, a regulation, a Party or State Council document or a department rule.',
    '5.1',
  ),
  MEASURE_PERIOD_INVALID: p('措施有效期间无效。', 'The period of the measure is not valid.', '5.1'),
  FIELD_UNKNOWN: p('领域代码不存在。', 'The field code is not in the code table.'),
  ID_INVALID: p('编号格式不符。', 'The id has not the right form.', '3.4'),
} as const;

/** Of units. */
export const UNIT_PROBLEMS = {
  UNIT_SUCCESSOR_INVALID: p('承继单位无效。', 'The successor does not go on itself.', '3.5'),
  UNIT_EXISTS: p('该单位编号已被使用。', 'The id belongs to another unit.', '2'),
  UNIT_MERGED: p('该单位已并入其他单位。', 'The unit was merged into another.', '3.5'),
  UNIT_UNKNOWN: p('单位未登记。', 'The unit is not registered.', '2'),
  UNIT_NAME_MISSING: p('单位名称不得为空。', 'A unit has a name.', '2'),
  QUERY_MATTER_EMPTY: p('查询事项须有名称和依据。', 'A query matter has a title and a basis.', '6.2'),
} as const;

/** Of the address of a receiver. */
export const ENDPOINT_PROBLEMS = {
  WEBHOOK_URL_INVALID: p(
    '接收地址须为不含用户名、密码和片段的 https 地址。',
    'A receiver is an https address without user, password or fragment.',
    '3.12',
  ),
  WEBHOOK_URL_PRIVATE: p(
    '接收地址属于内部网络，运行方未予允许。',
    'The receiver is in a private network that the operator has not allowed.',
    '3.12',
  ),
  WEBHOOK_URL_INSECURE: p(
    '接收地址须使用 https；仅运行方允许的内部网络地址除外。',
    'A receiver is reached by https, but for an address that the operator has allowed.',
    '3.12',
  ),
} as const;

/** Of a webhook that should be there. */
export const WEBHOOK_PROBLEMS = {
  WEBHOOK_UNKNOWN: p('没有这个推送订阅。', 'There is no such webhook.', '3.12'),
  WEBHOOK_REMOVED: p('该推送订阅已撤销。', 'The webhook was removed.', '3.12'),
} as const;

/** Of the address of a source. */
export const SOURCE_PROBLEMS = {
  SOURCE_URL_INVALID: source('SOURCE_URL_INVALID'),
  SOURCE_URL_PRIVATE: source('SOURCE_URL_PRIVATE'),
  SOURCE_URL_INSECURE: source('SOURCE_URL_INSECURE'),
} as const;

/** Of what is delivered again. */
export const REPLAY_PROBLEMS = {
  WEBHOOK_REPLAY_PLACE: p(
    '从某处重发须给出游标，其他方式不得给出。',
    'A cursor goes with the scope PLACE only.',
    '3.12',
  ),
} as const;

/** Of imported snapshots of other lists. */
export const SNAPSHOT_PROBLEMS = {
  SNAPSHOT_COLUMNS: p('缺少列。', 'Columns are missing.'),
  SNAPSHOT_ROW: p('某一行有误，行号见 row。', 'A row is wrong; `row` says which.'),
  SNAPSHOT_CSV: p('文件不是有效的 CSV。', 'The file is not valid CSV.'),
  SNAPSHOT_ENCODING: p('文件不是 UTF-8 编码。', 'The file is not UTF-8.'),
  SNAPSHOT_VERSION_TAKEN: p('该版本已由内容不同的文件导入。', 'The version was imported from another file.'),
} as const;

/** All of them. */
export const RULE_PROBLEMS = {
  ...STANDARD_PROBLEMS,
  ...STANDARD_CONTENT_PROBLEMS,
  ...CALENDAR_PROBLEMS,
  ...RULE_PACK_PROBLEMS,
  ...CHANNEL_PROBLEMS,
  ...KNOWN_CHANNEL_PROBLEMS,
  ...MASK_PROFILE_PROBLEMS,
  ...MEASURE_LIST_PROBLEMS,
  ...UNIT_PROBLEMS,
  ...ENDPOINT_PROBLEMS,
  ...WEBHOOK_PROBLEMS,
  ...SOURCE_PROBLEMS,
  ...REPLAY_PROBLEMS,
  ...SNAPSHOT_PROBLEMS,
} as const;

/** The codes of one of the tables above. */
export function codesOf<T extends object>(table: T): readonly Extract<keyof T, string>[] {
  return Object.keys(table) as Extract<keyof T, string>[];
}
