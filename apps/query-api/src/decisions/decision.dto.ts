import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ListKind } from '#libs/rules';
import { ExternalHitDto } from '../external-lists/external-hit.js';
import { QueryProblemDto } from '../http/problems.js';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { DecisionHitDto } from './decision-hit.js';
import { ResponsibilityHitDto } from './responsibility-hit.js';

export class DecisionListDto {
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: ListKind;
  @ApiProperty({ type: 'boolean', description: '今日在列 · listed today' })
  listed!: boolean;
  @ApiProperty({ type: [DecisionHitDto] })
  hits!: readonly DecisionHitDto[];
  @ApiProperty({
    type: [ExternalHitDto],
    description: '外部镜像名单（含外地互认名单）上的条目 · entries of mirrored lists, of other regions too',
  })
  mirrored!: readonly ExternalHitDto[];
  @ApiProperty({
    type: [ResponsibilityHitDto],
    description:
      '作为责任人员涉及的条目；不是本人的列入，措施仅在有依据时及于本人 · entries of entities in which the person is responsible: no listing of the person, and with measures only where they extend',
  })
  asResponsiblePerson!: readonly ResponsibilityHitDto[];
}

export class DecisionAnswerDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ format: 'date-time', description: '答复的时点 · instant of the answer' })
  asOf!: string;
  @ApiProperty({ format: 'date' })
  today!: string;
  @ApiPropertyOptional({ type: String, description: '所依据的数据位置 · position of the read model' })
  position?: string;
  @ApiProperty({
    type: [DecisionListDto],
    description: '三类名单各一项；未建档与未列入的答复相同 · unknown and unlisted alike',
  })
  lists!: readonly DecisionListDto[];
  @ApiProperty({
    type: String,
    description:
      '密封回执：日后证明何时、对何人、依何版本作了何种答复；对持有者不透露其他内容 · sealed receipt, to be kept with the matter',
  })
  receipt!: string;
}

/** One line of a streamed answer: the answer for one of the subjects, in the order asked. */
export class DecisionLineDto extends DecisionAnswerDto {
  @ApiProperty({ type: 'integer', description: '所问主体的序号，从 0 起 · place among the identifiers', example: 0 })
  index!: number;
}

export class DecisionEndDto {
  @ApiProperty({ type: 'integer', description: '已答复的主体数 · subjects answered', example: 2 })
  answered!: number;
  @ApiPropertyOptional({
    type: QueryProblemDto,
    description: '中途失败的原因；其后的主体均未答复 · why it ended early: nothing after it was answered',
  })
  problem?: QueryProblemDto;
}

/** The last line of a streamed answer. Where it is missing the stream was cut off. */
export class DecisionEndLineDto {
  @ApiProperty({ type: DecisionEndDto })
  end!: DecisionEndDto;
}
