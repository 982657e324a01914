const refusal = (status: 403 | 404 | 409 | 422, rule: string, clause: string, zh: string, en: string) => ({
  ...{ status, rule, clause, zh, en },
});

/** Every refusal about lists of others: status, rule, clause, and what is told. */
export const EXTERNAL_LIST_REFUSALS = {
  EXTERNAL_LIST_UNKNOWN: refusal(
    404,
    'what is acted on was registered',
    'spec 1.1 MirroredList, ReferenceList',
    '没有这份外部名单。',
    'There is no such list.',
  ),
  EXTERNAL_LIST_CLOSED: refusal(
    409,
    'a list that was closed is no longer kept',
    'spec 1.1 MirroredList',
    '该外部名单已停止接收。',
    'The list is closed.',
  ),
  EXTERNAL_ACT_NOT_ALLOWED: refusal(
    403,
    'who may do what',
    'spec 2',
    '您的角色无权进行此操作。',
    'None of your roles may do this.',
  ),
  NOT_YOUR_LIST: refusal(
    403,
    'a social organisation keeps its own lists',
    'spec 2 SOCIAL_ORGANISATION; S1 §1',
    '社会机构只能办理本机构提供的参考名单。',
    'A social organisation keeps its own reference lists only.',
  ),
  OWNER_UNIT_UNKNOWN: refusal(
    422,
    'units are registered',
    'spec 2',
    '提供名单的单位未登记。',
    'The unit that supplies the list is not registered.',
  ),
  LIST_BOUNDS_INVALID: refusal(
    422,
    'a delivery is held against bounds that can be met',
    'spec 3.8',
    '最少行数不得多于最多行数。',
    'The least number of rows is above the greatest.',
  ),
  VERSION_OLDER: refusal(
    409,
    'a mirror follows its owner forwards',
    'spec 1.1 MirroredList',
    '该版本早于现行版本。',
    'The version is older than the present one.',
  ),
  VERSION_TAKEN: refusal(
    409,
    'a version has one content',
    'spec 1.1 MirroredList',
    '该版本已以不同内容导入。',
    'The version was applied with other content.',
  ),
  DELIVERY_UNDER_WAY: refusal(
    409,
    'one delivery after the other',
    'spec 1.1 MirroredList',
    '另一批次正在写入，请稍后再报送。',
    'Another delivery is being applied; try again later.',
  ),
  DELIVERY_NOT_HELD: refusal(
    409,
    'what is released or discarded was held',
    'spec 3.8',
    '该批次未被暂缓，或已被处理。',
    'The delivery is not held, or no longer.',
  ),
  DELIVERY_NOT_RELEASABLE: refusal(
    409,
    'what cannot be read cannot be applied',
    'spec 3.8',
    '该批次已损坏，只能作废，请所有者重新报送。',
    'The delivery is broken: it can only be discarded, and delivered anew.',
  ),
  DELIVERY_SECOND_PERSON: refusal(
    403,
    'a second person decides what was held',
    'spec 2 [D]',
    '须由报送人以外的工作人员处理。',
    'Somebody else than who delivered it decides.',
  ),
  DELIVERY_INCOMPLETE: refusal(
    409,
    'a version counts whole or not at all',
    'spec 1.1 MirroredList',
    '该批次的变动尚未全部写入。',
    'Not all changes of the delivery are written.',
  ),
  OWNED_ELSEWHERE: refusal(
    409,
    "only the owner's outcome changes a mirror",
    'spec 3.8; 1.1 MirroredList',
    '该条目为外部镜像，由名单所有者管理，本地不得变更；异议将转送所有者。',
    'The entry is a mirror: only its owner changes it, and an objection is forwarded there.',
  ),
  MIRRORED_ENTRY_UNKNOWN: refusal(
    404,
    'what is objected to stands on the list',
    'spec 3.8',
    '该名单上没有这个条目。',
    'There is no such entry on the list.',
  ),
  REFERENCE_NOT_FORWARDED: refusal(
    409,
    'a reference list only informs',
    'spec 1.1 ReferenceList; S1 §1',
    '参考名单仅供参考，请直接向提供机构提出异议。',
    'A reference list only informs: object to it where it is made.',
  ),
  OBJECTION_NOT_OWN: refusal(
    403,
    'the subject objects to its own entry',
    'spec 3.8',
    '只能就本人的条目提出异议。',
    'Objections are to one’s own entry.',
  ),
  OBJECTION_ALREADY_FORWARDED: refusal(
    409,
    'one open objection per objector and entry',
    'spec 3.8',
    '该异议已转送所有者，尚待答复。',
    'An objection of this objector waits for the owner already.',
  ),
  FORWARDING_UNKNOWN: refusal(
    404,
    'an outcome answers an objection',
    'spec 3.8',
    '没有这项转送的异议。',
    'No objection was forwarded under this id.',
  ),
  OUTCOME_ALREADY_RECORDED: refusal(
    409,
    'an objection has one outcome',
    'spec 3.8',
    '该异议的处理结果已登记。',
    'The outcome of this objection is recorded already.',
  ),
  OUTCOME_DATE: refusal(
    422,
    'what is recorded has happened',
    'spec 3.8',
    '决定日期不得晚于今日，也不得早于异议提出日。',
    'The outcome is decided neither after today nor before the objection.',
  ),
} as const;
export type ExternalListRefusalCode = keyof typeof EXTERNAL_LIST_REFUSALS;

/** A command on a list of somebody else was refused. Nothing is appended. */
export class ExternalListRefusal extends Error {
  readonly status: number;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(readonly code: ExternalListRefusalCode) {
    const { status, rule, clause, zh, en } = EXTERNAL_LIST_REFUSALS[code];
    super(`${code}: ${en}`);
    this.name = 'ExternalListRefusal';
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = zh;
    this.en = en;
  }
}
