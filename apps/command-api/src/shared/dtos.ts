import {
  BASIS_CLASS,
  CORRECTABLE_FIELD,
  DURATION_UNIT,
  FOCUS_MODE,
  IDENTIFIER_KIND,
  LEGAL_BASIS_LEVEL,
  VERIFICATION_OUTCOME,
} from '../enums.js';
import {
  Choice,
  Code,
  DateOn,
  DocNo,
  Flag,
  Id,
  Nested,
  Sha256,
  Text,
  TextOrNumber,
  WebAddress,
  Whole,
} from '../http/fields.js';
import type { CorrectableField, VerificationOutcome } from '#libs/dossier';
import type { DurationUnit, FocusMode, LegalBasisLevel, RecognitionBasisClass } from '#libs/rules';

/* Parts that several commands share. Upper bounds of arrays are bounds of the shape, not rules. */

export const MAX_EVIDENCE = 50;
export const MAX_BASIS = 20;
export const MAX_CHANNELS = 20;

export class DurationDto {
  @Whole({ zh: '数值', en: 'value', min: 1, max: 10_000, example: 3 })
  value!: number;

  @Choice('DurationUnit', DURATION_UNIT, { zh: '单位', en: 'unit', example: 'YEAR' })
  unit!: DurationUnit;
}

export class LegalBasisDto {
  @DocNo({ zh: '文件名称', en: 'title', example: '《中华人民共和国产品质量法》' })
  title!: string;

  @DocNo({ zh: '文号', en: 'document number', optional: true, example: '主席令第22号' })
  docNo?: string;

  @DocNo({ zh: '条款', en: 'article', optional: true, example: '第四十九条' })
  article?: string;

  @Choice('LegalBasisLevel', LEGAL_BASIS_LEVEL, { zh: '效力层级', en: 'level', example: 'LAW' })
  level!: LegalBasisLevel;
}

export class BasisDto {
  @Choice('RecognitionBasisClass', BASIS_CLASS, { zh: '依据类别', en: 'class', example: 'ADMIN_OR_CRIMINAL' })
  class!: RecognitionBasisClass;

  @DocNo({ zh: '文书文号', en: 'number of the document', example: '市监罚〔2026〕12号' })
  docNo!: string;

  @DocNo({ zh: '作出单位', en: 'issuer', example: 'A 市市场监督管理局' })
  issuer!: string;

  @DateOn({ zh: '文书日期', en: 'date on the document', example: '2026-08-20' })
  date!: string;

  @Flag({ zh: '是否已生效', en: 'whether it is legally effective' })
  legallyEffective!: boolean;
}

export class EvidenceDto {
  @Id({ zh: '材料编号', en: 'id of the uploaded document' })
  docId!: string;

  @Sha256({ zh: '所存字节的 SHA-256', en: 'SHA-256 of the stored bytes' })
  sha256!: string;

  @DocNo({ zh: '材料名称', en: 'title', example: '行政处罚决定书' })
  title!: string;
}

export class MaterialDto {
  @DocNo({ zh: '材料种类', en: 'kind of material', example: '履行义务证明' })
  type!: string;

  @Id({ zh: '材料编号', en: 'id of the uploaded document' })
  docId!: string;

  @Sha256({ zh: '所存字节的 SHA-256', en: 'SHA-256 of the stored bytes' })
  sha256!: string;
}

export class ChannelShownDto {
  @Code({ zh: '渠道编号', en: 'channel', example: 'credit-portal' })
  channelId!: string;

  @WebAddress({ zh: '页面地址', en: 'address of the page', optional: true })
  url?: string;
}

/** Never in an address: identifiers travel in bodies only. */
export class IdentifierDto {
  @Choice('IdentifierKind', IDENTIFIER_KIND, { zh: '证件种类', en: 'kind', example: 'USCC' })
  kind!: keyof typeof IDENTIFIER_KIND;

  @Text({ zh: '证件号码', en: 'value', max: 64, example: '91640100MA00TE5T0A' })
  value!: string;

  @Text({ zh: '其他证件的名称', en: 'type of another certificate', max: 50, optional: true, example: '护照' })
  certificateType?: string;
}

/** A person, told by identifier; kept in events as an opaque reference only. */
export class PersonDto {
  @Nested(() => IdentifierDto, { zh: '证件', en: 'identifier' })
  identifier!: IdentifierDto;

  @Text({ zh: '姓名或名称', en: 'name', max: 200, example: '张三' })
  name!: string;
}

export class IrreparableDto {
  @Nested(() => LegalBasisDto, { zh: '不得修复的依据', en: 'basis', upTo: MAX_BASIS })
  basis!: LegalBasisDto[];
}

export class FocusAfterExitDto {
  @Choice('FocusMode', FOCUS_MODE, { zh: '转入方式', en: 'mode', optional: true, example: 'MONITOR_ONLY' })
  mode?: FocusMode;

  @Nested(() => DurationDto, { zh: '重点关注有效期', en: 'validity', optional: true })
  validity?: DurationDto;
}

/** Terms that are announced or proposed; what the standard fixes is not repeated. */
export class TermsDto {
  @DateOn({ zh: '有效期起始日', en: 'first day of validity', optional: true })
  validFrom?: string;

  @Nested(() => DurationDto, { zh: '有效期', en: 'validity', optional: true })
  validity?: DurationDto;

  @Nested(() => IrreparableDto, { zh: '不得修复信用', en: 'marked as irreparable', optional: true })
  irreparable?: IrreparableDto;

  @DocNo({ zh: '修复方式', en: 'ways of repair', upTo: 20, optional: true, example: ['主动纠正失信行为'] })
  repairMethods?: string[];

  @Nested(() => DurationDto, { zh: '最短公示期', en: 'shortest time before a repair', optional: true })
  minTimeBeforeRepair?: DurationDto;

  @Nested(() => FocusAfterExitDto, { zh: '退出后转入重点关注', en: 'focus listing after exit', optional: true })
  focusAfterExit?: FocusAfterExitDto;
}

export class CorrectionDto {
  @Choice('CorrectableField', CORRECTABLE_FIELD, { zh: '更正的字段', en: 'field', example: 'AMOUNT_INVOLVED' })
  field!: CorrectableField;

  @TextOrNumber({ zh: '新的值', en: 'new value', example: 98000 })
  newValue!: string | number;
}

/** A decision on an objection, a verification or a review. */
export class CaseDecisionDto {
  @Choice('VerificationOutcome', VERIFICATION_OUTCOME, { zh: '结论', en: 'outcome', example: 'DISMISSED' })
  outcome!: VerificationOutcome;

  @Text({ zh: '理由', en: 'reasons', example: '经核实，处罚决定合法有效，异议理由不成立。' })
  reasons!: string;

  @DateOn({ zh: '决定日期', en: 'date of the decision', optional: true })
  decidedOn?: string;

  @Nested(() => CorrectionDto, { zh: '更正内容', en: 'what is corrected', upTo: 20, optional: true })
  corrections?: CorrectionDto[];

  @Nested(() => EvidenceDto, {
    zh: '决定人自行取得的证据；没有核实反馈时必填',
    en: 'evidence the decider took; needed where no reply has come',
    upTo: MAX_EVIDENCE,
    optional: true,
  })
  evidence?: EvidenceDto[];
}

/** What the approver adds to a proposal when deciding on it. */
export class ApprovalDto {
  @Id({ zh: '拟办编号', en: 'proposal' })
  proposalId!: string;
}
