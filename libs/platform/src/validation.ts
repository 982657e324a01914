import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { problem, type ProblemException, type ProblemPointer } from './problem.js';
import { shaped, TRANSFORM_OPTIONS } from './shape.js';
import { rememberValidationMetadata } from './validation-metadata.js';

const MAX_POINTERS = 100;

/** Thrown inside the pipe, where it is not known yet which part of the request was looked at. */
class ShapeErrors extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('the shape is wrong');
  }
}

/**
 * Shape only. Unknown members are refused, nothing is converted that does not ask for it, and what is wrong is told by JSON
 * pointer in Chinese and English. The values themselves are never repeated in an answer.
 */
export class OrdinaryShapePipe extends ValidationPipe {
  constructor() {
    rememberValidationMetadata();
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      transformOptions: TRANSFORM_OPTIONS,
      validationError: { target: false, value: false },
      stopAtFirstError: false,
      exceptionFactory: (errors) => new ShapeErrors(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (error instanceof ShapeErrors) throw validationProblem(error.errors, metadata.type);
      throw error;
    }
  }
}

/** The same, from what decorators say looked up once; the ordinary pipe for everything that is wrong or unusual. */
class PlannedShapePipe extends OrdinaryShapePipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (!metatype || !this.toValidate(metadata)) return Promise.resolve(this.transformPrimitive(value, metadata));
    const made = shaped(metatype, value);
    return made === undefined ? super.transform(value, metadata) : Promise.resolve(made);
  }
}

/** The global pipe, as `OrdinaryShapePipe` and faster. */
export function createValidationPipe(): ValidationPipe {
  return new PlannedShapePipe();
}

/** 400 `VALIDATION_FAILED` with one pointer for each constraint that is not met. */
export function validationProblem(
  errors: readonly ValidationError[],
  part: ArgumentMetadata['type'] = 'body',
): ProblemException {
  const pointers = flatten(errors, '', part).slice(0, MAX_POINTERS);
  const where = { body: '请求内容', query: '查询参数', param: '路径参数', custom: '请求' }[part];
  return problem({
    status: 400,
    code: 'VALIDATION_FAILED',
    zh: `${where}的格式不符合要求，详见 errors。`,
    en: `The ${part === 'custom' ? 'request' : part} does not have the required shape; see errors.`,
    pointers,
  });
}

function flatten(
  errors: readonly ValidationError[],
  path: string,
  part: ArgumentMetadata['type'],
): readonly ProblemPointer[] {
  return errors.flatMap((error) => {
    const here = error.property ? `${path}/${escapePointer(error.property)}` : path;
    const where = part === 'body' || part === 'custom' ? { pointer: here } : { parameter: here.slice(1) };
    const own = Object.entries(error.constraints ?? {}).map(([constraint, text]) => ({
      ...where,
      constraint,
      zh: chinese(constraint, text, error.contexts?.[constraint] as { zh?: unknown } | undefined),
      en: english(constraint, text),
    }));
    return [...own, ...flatten(error.children ?? [], here, part)];
  });
}

/** RFC 6901: `~` and `/` inside a member name. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 200);
}

function english(constraint: string, text: string): string {
  if (constraint === 'whitelistValidation') return 'This member is not known here.';
  if (constraint === 'unknownValue') return 'An object with known members is expected.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

// The last number or list of an English text of class-validator is the constraint's argument.
const number = (text: string): string => /(-?\d+(?:\.\d+)?)(?!.*\d)/.exec(text)?.[1] ?? '规定值';
const list = (text: string): string => /: (.*)$/.exec(text)?.[1] ?? '规定的值';

const zhByConstraint: Readonly<Record<string, (text: string) => string>> = {
  whitelistValidation: () => '不认识的字段。',
  unknownValue: () => '应为包含规定字段的对象。',
  nestedValidation: () => '应为对象或对象数组。',
  isDefined: () => '不能缺少。',
  isNotEmpty: () => '不能为空。',
  isNotEmptyObject: () => '不能为空对象。',
  isString: () => '应为字符串。',
  isBoolean: () => '应为 true 或 false。',
  isInt: () => '应为整数。',
  isNumber: () => '应为数字。',
  isPositive: () => '应为正数。',
  isNumberString: () => '应为由数字组成的字符串。',
  isBooleanString: () => '应为 "true" 或 "false"。',
  isUuid: () => '应为 UUID。',
  isEnum: (text) => `应为下列值之一：${list(text)}。`,
  isIn: (text) => `应为下列值之一：${list(text)}。`,
  isArray: () => '应为数组。',
  isObject: () => '应为对象。',
  arrayNotEmpty: () => '数组不能为空。',
  arrayUnique: () => '数组中不能有重复的值。',
  arrayMinSize: (text) => `至少 ${number(text)} 项。`,
  arrayMaxSize: (text) => `至多 ${number(text)} 项。`,
  min: (text) => `不能小于 ${number(text)}。`,
  max: (text) => `不能大于 ${number(text)}。`,
  minLength: (text) => `不能少于 ${number(text)} 个字符。`,
  maxLength: (text) => `不能超过 ${number(text)} 个字符。`,
  isLength: () => '长度不符合要求。',
  isIso8601: () => '应为 ISO 8601 格式的日期或时间。',
  isDateString: () => '应为 ISO 8601 格式的日期或时间。',
  isRFC3339: () => '应为 RFC 3339 格式的时间。',
  isUrl: () => '应为网址。',
  isHexadecimal: () => '应为十六进制字符串。',
  isHash: () => '应为散列值。',
  isBase64: () => '应为 Base64 字符串。',
  matches: () => '格式不符合要求。',
};

/** A validator of our own gives its Chinese text as `context: { zh }`. */
function chinese(constraint: string, text: string, context: { zh?: unknown } | undefined): string {
  if (typeof context?.zh === 'string') return context.zh;
  return zhByConstraint[constraint]?.(text) ?? '不符合要求。';
}
