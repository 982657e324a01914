import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { LookupPurpose } from '#libs/access';
import { isLegalDate } from '#libs/rules';

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** An optional code: a unit, a standard, a position. */
export function OptionalCode(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, pattern: CODE.source }),
    IsOptional(),
    IsString(),
    Matches(CODE),
  );
}

/** An optional instant in UTC. */
export function OptionalInstant(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, format: 'date-time' }),
    IsOptional(),
    ValidateBy(
      {
        name: 'isInstant',
        validator: {
          validate: (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
          defaultMessage: () => '$property must be an instant in UTC, as 2026-10-01T04:00:00Z',
        },
      },
      { context: { zh: '应为 UTC 时间，例如 2026-10-01T04:00:00Z。' } },
    ),
  );
}

/** An optional legal date. */
export function OptionalDate(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, format: 'date' }),
    IsOptional(),
    ValidateBy(
      {
        name: 'isLegalDate',
        validator: {
          validate: (value) => typeof value === 'string' && isLegalDate(value),
          defaultMessage: () => '$property must be a real date, as 2026-10-01',
        },
      },
      { context: { zh: '应为真实存在的日期，例如 2026-10-01。' } },
    ),
  );
}

/** For what persons are looked up: part of the body of every such question (6.2). */
export function ForPurpose(example: Pick<LookupPurpose, 'purposeCode' | 'matterNo'>): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: LookupPurpose,
      description: '查询事由，先登记后答复 · registered before the answer leaves',
      example,
    }),
    IsDefined(),
    ValidateNested(),
    Type(() => LookupPurpose),
  );
}

/** Whether persons are shown unmasked, which needs a grant (6.2, 6.4). */
export function Unmasked(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'boolean',
      description: '不脱敏，须有有效批准 · unmasked; needs a grant of the privacy reviewer',
      example: false,
    }),
    IsOptional(),
    IsBoolean(),
  );
}

/** What `true` and `false` in an address become; anything else is left for the validator. */
export const ToBoolean = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

const ToInteger = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value,
  );

/** Read-your-writes: what every authenticated question takes. */
export class AfterDto {
  /** @see architecture 4 */
  @OptionalCode(
    '命令答复中的 position：等到查询数据包含它再答复。 · Position of a command’s answer: waits until it is in the read model.',
    '00000000000000000042',
  )
  after?: string;
}

/** Keyset pages. */
export class PageDto extends AfterDto {
  @ApiPropertyOptional({ description: '上一页答复的 next · `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, description: '每页条数，缺省 50 · rows a page' })
  @IsOptional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** Rows of a page when none are asked for. */
export const DEFAULT_LIMIT = 50;

export class SubjectParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  subjectId!: string;
}

export class EntryParams extends SubjectParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  entryId!: string;
}
