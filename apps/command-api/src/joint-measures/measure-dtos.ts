import { ApiProperty } from '@nestjs/swagger';
import { Code, DocNo, Id, InstantAt, Nested, Text } from '../http/fields.js';
import { RecordedEventDto } from '../http/command-answer.dto.js';
import { LegalBasisDto } from '../shared/dtos.js';

/** Answer to every command on the measures of an entry. */
export class MeasureAnswerDto {
  @ApiProperty({ format: 'uuid', description: '命令编号 · the `Idempotency-Key`, sent or made' })
  commandId!: string;

  @ApiProperty({ format: 'uuid', description: '主体编号 · subject' })
  subjectId!: string;

  @ApiProperty({ format: 'uuid', description: '条目编号 · entry' })
  entryId!: string;

  @ApiProperty({ type: [RecordedEventDto], description: '已记录的事件，按顺序 · events recorded, in order' })
  events!: RecordedEventDto[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '新产生的编号；同类有几个时为最后一个 · ids of what came into being, the last of a kind',
    example: { proposalId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' },
  })
  created!: Record<string, string>;

  @ApiProperty({ required: false, description: '日志位置 · position in the log', example: '0000000000000042' })
  position?: string;

  @ApiProperty({ type: 'integer', description: '措施记录、指令或整个响应环节的修订号 · revision', example: 2 })
  revision!: number;
}

export class DesignationDto {
  @Code({ zh: '实施单位', en: 'implementing unit', example: 'unit-c' })
  unitId!: string;

  @Code({ zh: '由其实施的措施', en: 'its items', upTo: 100, example: ['procurement-ban'] })
  items!: string[];
}

export class ProposeImplementingUnitsDto {
  @Nested(() => DesignationDto, { zh: '实施单位及其措施', en: 'units and their items', upTo: 100 })
  designations!: DesignationDto[];
}

export class DesignateImplementingUnitsDto {
  @Id({ zh: '发起单位所提方案', en: 'proposal of the initiating unit' })
  proposalId!: string;
}

export class ApplyMeasureDto {
  @InstantAt({ zh: '实施时刻，缺省为现在', en: 'when it was applied; absent: now', optional: true })
  appliedAt?: string;

  @DocNo({
    zh: '本单位据以实施的事项编号',
    en: 'own matter in which it was applied',
    optional: true,
    example: '银公资〔2026〕8号',
  })
  applicationRef?: string;

  @Text({ zh: '说明', en: 'note', optional: true, example: '取消其投标资格' })
  note?: string;
}

export class ReportUnlistedMeasureDto extends ApplyMeasureDto {
  @Code({
    zh: '措施编号；不在任何清单上的不填',
    en: 'item; none where it is on no list',
    optional: true,
    example: 'transport-ban',
  })
  measureItemId?: string;
}

export class NotDoneDto {
  @Text({
    zh: '理由；强制性措施必填',
    en: 'reason; required for mandatory measures',
    optional: true,
    example: '合同在列入前已成立',
  })
  reason?: string;

  @Nested(() => LegalBasisDto, {
    zh: '法律依据；强制性措施必填',
    en: 'legal basis; required for mandatory measures',
    optional: true,
  })
  legalBasis?: LegalBasisDto;
}

export class MeasureFeedbackDto {
  @Text({ zh: '执行情况和效果', en: 'what was done, to what effect', example: '已限制其参与两个采购项目。' })
  text!: string;
}

export class CaseReportDto {
  @Text({ zh: '案例', en: 'the case', example: '限制参与采购后，当事人主动缴清罚款。' })
  text!: string;
}

export class MeasureViolationFindingsDto {
  @Text({ zh: '查处结果', en: 'what was found and done', example: '已责令实施单位撤销并道歉。' })
  findings!: string;
}
