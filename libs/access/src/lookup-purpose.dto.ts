import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { holdsIdentifier } from './identifier-like.js';

/** Why personal data is looked up (spec 6.2); part of the body of every such POST. */
export class LookupPurpose {
  @ApiProperty({
    description: '查询事项编码 · one of the query matters that the unit has published',
    pattern: '^[A-Z][A-Z0-9_]{1,39}$',
    example: 'DISPUTE_HANDLING',
  })
  @IsString()
  @Matches(/^[A-Z][A-Z0-9_]{1,39}$/)
  purposeCode!: string;

  @ApiProperty({
    description: '案件或事项编号，不得含姓名、证件号码 · the matter it is for; no name and no identifier',
    maxLength: 64,
    example: '银信异〔2026〕15号',
  })
  @IsString()
  @MaxLength(64)
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N}〔〕()（）[\]【】_./-]*$/u)
  @HoldsNoIdentifier()
  matterNo!: string;

  @ApiPropertyOptional({
    description: '依据条款或授权编号 · the clause or authorisation that allows it',
    maxLength: 120,
    example: '社会信用条例第三十四条',
  })
  @IsOptional()
  @IsString()
  @MaxLength(120)
  @Matches(/^[^\p{Cc}]+$/u)
  @HoldsNoIdentifier()
  legalBasis?: string;
}

/** Refuses a text with what looks like an identifier in it: it would stand in the register in clear. */
function HoldsNoIdentifier(): PropertyDecorator {
  return ValidateBy({
    name: 'holdsNoIdentifier',
    validator: {
      validate: (value: unknown) => typeof value !== 'string' || !holdsIdentifier(value),
      defaultMessage: () => '$property must not hold an identifier of a person or an organisation',
    },
  });
}
