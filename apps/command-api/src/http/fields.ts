import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsUUID,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { isLegalDate } from '#libs/rules';

/*
 * One decorator a field: its documentation and its shape. Shape only: types, lengths, sizes, real dates. What a field
 * may say at a given moment is decided in libs/dossier.
 */

interface Field {
  /** Chinese label. */
  readonly zh: string;
  readonly en: string;
  readonly optional?: boolean;
  readonly example?: unknown;
}
interface Sized extends Field {
  /** Longest text, in characters. */
  readonly max?: number;
}
interface Many {
  /** Makes the field an array of at most so many. */
  readonly upTo?: number;
  /** Fewest items of the array. Default 1. */
  readonly atLeast?: number;
  /** Whether the same item may stand twice. Default no. */
  readonly repeats?: boolean;
}

/** Chinese label of each value, by value; `satisfies Record<TheType, string>` keeps it complete. */
export type Labels = Readonly<Record<string, string>>;

const FREE_TEXT = 5_000;
const CODE = '^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$';
const HEX_64 = '^[0-9a-f]{64}$';

/** What is absent is the business of `IsDefined` alone, so that a missing field is told once. Null is never a value. */
const given = (_: unknown, value: unknown) => value !== undefined;

function options(each = false, zh?: string): ValidationOptions {
  return { each, validateIf: given, ...(zh === undefined ? {} : { context: { zh } }) };
}

function rule(name: string, check: (value: unknown) => boolean, en: string, zh: string, each = false) {
  return ValidateBy({ name, validator: { validate: check, defaultMessage: () => en } }, options(each, zh));
}

function field(described: Field & Many, schema: object, ...rules: PropertyDecorator[]): PropertyDecorator {
  const { zh, en, optional = false, example, upTo, atLeast = 1, repeats = false } = described;
  const many = upTo !== undefined;
  const array = many
    ? [
        IsArray(options()),
        ArrayMinSize(atLeast, options()),
        ArrayMaxSize(upTo, options()),
        ...(repeats ? [] : [ArrayUnique(options())]),
      ]
    : [];
  const documented = {
    ...schema,
    description: `${zh} · ${en}`,
    required: !optional,
    ...(example === undefined ? {} : { example }),
    ...(many ? { isArray: true, minItems: atLeast, maxItems: upTo, uniqueItems: !repeats } : {}),
  };
  return applyDecorators(ApiProperty(documented), ...(optional ? [] : [IsDefined()]), ...array, ...rules);
}

/** Well-formed Unicode without control characters other than line breaks and tabs, and not blank. */
export function isPlainText(value: unknown): boolean {
  return typeof value === 'string' && /\S/u.test(value) && !/[^\P{Cc}\n\r\t]|\p{Cs}/u.test(value);
}

/** Free text, 1 to `max` characters (default 5,000). It is sealed before it is stored. */
export function Text(described: Sized & Many): PropertyDecorator {
  const { max = FREE_TEXT, upTo } = described;
  const each = upTo !== undefined;
  return field(
    described,
    { type: String, minLength: 1, maxLength: max },
    rule(
      'isPlainText',
      isPlainText,
      'must be text that is not blank, without control characters',
      '应为非空白文字，且不含控制字符。',
      each,
    ),
    rule(
      'maxLength',
      (value) => typeof value !== 'string' || value.length <= max,
      `must be at most ${max} characters`,
      `不能超过 ${max} 个字符。`,
      each,
    ),
  );
}

/** A short reference: number of a document, receipt, meeting, ruling. */
export function DocNo(described: Sized & Many): PropertyDecorator {
  return Text({ max: 200, ...described });
}

/** Code of a register: a unit, standard, channel, platform, measure item. */
export function Code(described: Field & Many): PropertyDecorator {
  const each = described.upTo !== undefined;
  const zh = '应为代码：字母或数字开头，可含 . _ : @ -，至多 100 个字符。';
  return field(described, { type: String, pattern: CODE }, Matches(new RegExp(CODE), options(each, zh)));
}

/** Code of a query matter, as units publish them (6.2). */
export function PurposeCode(): PropertyDecorator {
  const pattern = '^[A-Z][A-Z0-9_]{1,39}$';
  const zh = '应为大写字母、数字和下划线组成的查询事项代码。';
  return field(
    { zh: '查询事项代码', en: 'code of the query matter', example: 'BID_REVIEW' },
    { type: String, pattern },
    Matches(new RegExp(pattern), options(false, zh)),
  );
}

/** An id the product gave out. */
export function Id(described: Field & Many): PropertyDecorator {
  const example = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';
  const each = described.upTo !== undefined;
  return field({ example, ...described }, { type: String, format: 'uuid' }, IsUUID('all', options(each)));
}

/** A day that exists, `YYYY-MM-DD`, in Asia/Shanghai. */
export function DateOn(described: Field & Many): PropertyDecorator {
  const each = described.upTo !== undefined;
  const example = each ? ['2026-09-18'] : '2026-09-18';
  return field(
    { example, ...described },
    { type: String, format: 'date' },
    rule(
      'isLegalDate',
      isLegalDate,
      'must be a day that exists, YYYY-MM-DD',
      '应为真实存在的日期，格式 YYYY-MM-DD。',
      each,
    ),
  );
}

/** A month, `YYYY-MM`, in Asia/Shanghai. */
export function Month(described: Field): PropertyDecorator {
  const pattern = '^\\d{4}-(0[1-9]|1[0-2])$';
  return field(
    described,
    { type: String, pattern },
    Matches(new RegExp(pattern), options(false, '应为月份，格式 YYYY-MM。')),
  );
}

/** Whether the text is an instant that exists, in UTC. */
export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.exec(value);
  return parts !== null && isLegalDate(parts[1]) && !Number.isNaN(Date.parse(value));
}

/** An instant in UTC, ISO 8601 ending in `Z`. */
export function InstantAt(described: Field): PropertyDecorator {
  return field(
    { example: '2026-09-18T01:30:00.000Z', ...described },
    { type: String, format: 'date-time' },
    rule(
      'isInstant',
      isInstant,
      'must be an instant in UTC, such as 2026-09-18T01:30:00.000Z',
      '应为 UTC 时刻，例如 2026-09-18T01:30:00.000Z。',
    ),
  );
}

/** One of a fixed set; `labels` gives each value its Chinese label. */
export function Choice(name: string, labels: Labels, described: Field & Many): PropertyDecorator {
  const values = Object.keys(labels);
  const each = described.upTo !== undefined;
  return field(
    { example: each ? values.slice(0, 1) : values[0], ...described },
    enumSchema(name, labels),
    IsIn(values, options(each)),
  );
}

/** OpenAPI form of an enumeration, a component of its own with the Chinese labels in its description. */
export function enumSchema(name: string, labels: Labels) {
  const described = Object.entries(labels).map(([value, zh]) => `\`${value}\` ${zh}`);
  return { enum: Object.keys(labels), enumName: name, enumSchema: { description: described.join(' · ') } };
}

/** Yes or no. */
export function Flag(described: Field): PropertyDecorator {
  return field({ example: true, ...described }, { type: Boolean }, IsBoolean(options()));
}

/** A whole number. */
export function Whole(described: Field & { readonly min: number; readonly max: number }): PropertyDecorator {
  const { min, max } = described;
  return field(
    described,
    { type: 'integer', minimum: min, maximum: max },
    IsInt(options()),
    Min(min, options()),
    Max(max, options()),
  );
}

/** A part of a whole, 0 to 1. */
export function Share(described: Field): PropertyDecorator {
  return field(
    described,
    { type: Number, minimum: 0, maximum: 1 },
    IsNumber({}, options()),
    Min(0, options()),
    Max(1, options()),
  );
}

/** An amount of money in yuan, at most two decimals. */
export function Yuan(described: Field): PropertyDecorator {
  const max = 1_000_000_000_000;
  return field(
    { example: 120000, ...described },
    { type: Number, minimum: 0, maximum: max },
    IsNumber({ maxDecimalPlaces: 2 }, options()),
    Min(0, options()),
    Max(max, options()),
  );
}

/** SHA-256 in hexadecimal. */
export function Sha256(described: Field): PropertyDecorator {
  const example = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const zh = '应为 64 位小写十六进制的 SHA-256。';
  return field(
    { example, ...described },
    { type: String, pattern: HEX_64 },
    Matches(new RegExp(HEX_64), options(false, zh)),
  );
}

/** Address of a page, http or https. */
export function WebAddress(described: Field): PropertyDecorator {
  return field(
    { example: 'https://credit.example.cn/notices/1', ...described },
    { type: String, format: 'uri', maxLength: 1_000 },
    IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }, options()),
    Length(1, 1_000, options()),
  );
}

/** A text, or a number, by what the sibling field names. */
export function TextOrNumber(described: Field): PropertyDecorator {
  return field(
    described,
    { oneOf: [{ type: 'string', minLength: 1, maxLength: FREE_TEXT }, { type: 'number' }] },
    rule(
      'isTextOrNumber',
      (value) =>
        typeof value === 'number' ? Number.isFinite(value) : isPlainText(value) && String(value).length <= FREE_TEXT,
      `must be text of at most ${FREE_TEXT} characters, or a number`,
      `应为不超过 ${FREE_TEXT} 个字符的文字，或数字。`,
    ),
  );
}

/** An object, or with `upTo` a list of objects, of another DTO class. */
export function Nested(dto: () => new () => object, described: Field & Many): PropertyDecorator {
  const each = described.upTo !== undefined;
  // Items that are objects are never doubles of each other by reference.
  return field(
    { ...described, repeats: true },
    // Swagger knows a lazy type by the name of this function.
    { type: () => dto() },
    // Nested validation passes over null; this does not.
    IsObject(options(each)),
    ValidateNested(options(each)),
    Type(dto),
  );
}
