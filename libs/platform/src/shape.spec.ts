import type { ValidationPipe } from '@nestjs/common';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  Allow,
  ArrayUnique,
  getMetadataStorage,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
} from 'class-validator';
import fc from 'fast-check';
import { ProblemException } from './problem.js';
import { shaped } from './shape.js';
import { unplannable } from './shape-plan.js';
import { createValidationPipe, OrdinaryShapePipe } from './validation.js';

class Base {
  @IsOptional()
  @Matches(/^[A-Z]\d*$/u)
  code?: string;
}

class Item extends Base {
  @IsString()
  @MaxLength(5)
  name!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Item)
  inner?: Item;
}

class Whole extends Base {
  @IsInt()
  @Max(9)
  count!: number;

  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(['a', 'b', 'c'], { each: true })
  letters?: string[];

  @ValidateNested({ each: true, validateIf: (_, value) => value !== undefined })
  @Type(() => Item)
  items?: Item[];

  @IsOptional()
  @ValidateNested()
  @Type(() => Item)
  item?: Item;

  @Allow()
  anything?: unknown;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'yes' ? true : value))
  @IsIn([true, false])
  flag?: boolean;

  @ValidateIf((whole: Whole) => whole.count > 5)
  @IsDefined()
  @ValidateBy({
    name: 'isLikeCode',
    validator: { validate: (value, args) => value === (args?.object as Whole | undefined)?.code },
  })
  reason?: string;
}

const [ordinary, planned] = [new OrdinaryShapePipe(), createValidationPipe()];

const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function outcomeOf(pipe: ValidationPipe, type: new () => object, value: unknown): Promise<unknown> {
  try {
    const made: unknown = await pipe.transform(value, { type: 'body', metatype: type });
    // Strict equality sees classes and undefined members, and this the order of members.
    return { made, ordered: JSON.stringify(made) };
  } catch (error) {
    return error instanceof ProblemException ? { refused: error.getResponse() } : { failed: String(error) };
  }
}

/** @returns whether the pipe did not have to be asked */
async function expectSame(type: new () => object, make: () => unknown): Promise<boolean> {
  const expected = await outcomeOf(ordinary, type, make());
  expect(await outcomeOf(planned, type, make())).toStrictEqual(expected);
  const short = shaped(type, make());
  if (short !== undefined) expect({ made: short, ordered: JSON.stringify(short) }).toStrictEqual(expected);
  return short !== undefined;
}

describe('a shape', () => {
  it.each<[unknown]>([
    [{ count: 1 }],
    [{ code: 'A1', count: 9, reason: 'A1' }],
    [{ item: { name: 'a', inner: { code: 'B', name: 'b' } }, count: 0, letters: ['a', 'b'] }],
    [{ items: [], count: 1 }],
    [{ items: { name: 'a' }, count: 1 }],
    [{ items: [{ name: 'a' }, { name: 'b', code: 'C' }], count: 1, code: null }],
    [{ count: 1, item: null, flag: 'yes' }],
    [{ flag: false, count: 2, anything: { b: [1, { x: null }], a: 'text', '1': true } }],
  ])('is made of %j as the pipe makes it, without asking it', async (value) => {
    expect(await expectSame(Whole, () => again(value))).toBe(true);
  });

  it('is made of the members of an address, which inherit nothing', async () => {
    const bare = () => Object.assign(Object.create(null) as object, { name: 'a' });
    expect(await expectSame(Item, bare)).toBe(true);
    expect(
      await expectSame(Item, () => Object.assign(Object.create(Object.create(null) as object), { name: 'a' })),
    ).toBe(true);
  });

  class Stranger {
    name = 'a';
  }
  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'text'],
    ['a list', () => [{ count: 1 }]],
    ['no members', () => ({})],
    ['a wrong type', () => ({ count: '1' })],
    ['an unknown member', () => ({ count: 1, more: 1 })],
    ['an unknown member inside', () => ({ count: 1, item: { name: 'a', more: 1 } })],
    ['a name that every object has', () => ({ count: 1, toString: 1, hasOwnProperty: 1 })],
    ['its own constructor', () => JSON.parse('{"count":1,"constructor":{"name":"x"}}')],
    ['its own prototype', () => JSON.parse('{"count":1,"__proto__":{"count":2},"prototype":3}')],
    ['a prototype inside', () => JSON.parse('{"count":1,"item":{"name":"a","__proto__":{"name":"b"}}}')],
    ['names like that in anything', () => JSON.parse('{"count":1,"anything":{"x":{"prototype":1,"valueOf":2,"y":3}}}')],
    ['null inside', () => ({ count: 1, items: [null] })],
    ['lists inside lists', () => ({ count: 1, items: [[{ name: 'a' }]] })],
    ['a list in place of an object', () => ({ count: 1, item: [{ name: 'a' }] })],
    ['doubles', () => ({ count: 1, letters: ['a', 'a'] })],
    ['gaps', () => ({ count: 1, letters: Object.assign([], { 2: 'a' }) })],
    ['undefined members', () => ({ count: 1, code: undefined, anything: { x: undefined } })],
    ['a condition that holds', () => ({ count: 7 })],
    ['an instance', () => Object.assign(new Whole(), { count: 1 })],
    ['an instance of another class', () => ({ count: 1, item: new Stranger(), anything: new Stranger() })],
    ['a day', () => ({ count: 1, anything: new Date(0) })],
    ['bytes', () => ({ count: 1, item: Buffer.from('a'), anything: Buffer.from('b') })],
    ['a map and a set', () => ({ count: 1, anything: new Map([['a', 1]]), letters: new Set(['a']) })],
    ['functions', () => ({ count: 1, anything: () => 1, item: { name: 'a', then: () => 1 } })],
    ['a big integer', () => ({ count: 1, anything: 1n })],
    ['what is no number', () => ({ count: Number.NaN, anything: Number.POSITIVE_INFINITY })],
    ['a transformed value that is wrong', () => ({ count: 1, flag: 'no' })],
    ['what is deep', () => ({ count: 1, anything: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown })],
  ])('leaves %s to the pipe', async (_what, make) => {
    expect(await expectSame(Whole, make)).toBe(false);
  });

  it('is what the pipe makes of any JSON', async () => {
    const text = fc.constantFrom('', 'a', 'A1', 'abcdef', '\ud800', 'yes', '__proto__');
    const any = fc.jsonValue({ maxDepth: 3 });
    const item = fc.record({ name: fc.oneof(text, any), code: fc.oneof(text, any) }, { requiredKeys: [] });
    const whole = fc.record(
      {
        count: fc.oneof({ arbitrary: fc.integer({ min: 0, max: 6 }), weight: 5 }, any),
        letters: fc.oneof(fc.array(text, { maxLength: 3 }), any),
        items: fc.oneof(fc.array(fc.oneof(item, any), { maxLength: 3 }), any),
        item: fc.oneof(item, any),
        anything: any,
        flag: fc.oneof(text, fc.boolean(), any),
        reason: fc.oneof(text, any),
        code: text,
        more: any,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(whole, async (value) => {
        const sent = JSON.stringify(value);
        await expectSame(Whole, () => JSON.parse(sent) as unknown);
      }),
      { numRuns: process.env.MINGDAN_LONG_TESTS ? 20_000 : 200 },
    );
  }, 600_000);

  it('is looked up again when more is said', async () => {
    class Late extends Item {}
    expect(await expectSame(Late, () => ({ name: 'abc' }))).toBe(true);
    MaxLength(2)(Late.prototype, 'name');
    expect(await expectSame(Late, () => ({ name: 'abc' }))).toBe(false);
    expect(await expectSame(Late, () => ({ name: 'ab' }))).toBe(true);
    Transform(() => 'c')(Late.prototype, 'name');
    expect(await expectSame(Late, () => ({ name: 'ab' }))).toBe(true);
    expect(shaped(Late, { name: 'ab' })).toEqual({ name: 'c' });
  });
});

describe('what cannot be planned', () => {
  class Plain {}
  class Hiding {
    @Exclude() @IsString() secret!: string;
  }
  class Naming {
    @Expose({ name: 'other' }) @IsString() name!: string;
  }
  class Beginning {
    @IsString() name = 'a';
  }
  class Computing {
    @IsString()
    get name(): string {
      return 'a';
    }
  }
  class Typing {
    @Type(() => Date) @Allow() at!: Date;
    @Type((given) => (given?.object === undefined ? Item : Whole)) @ValidateNested() item!: object;
    @ValidateNested() untyped!: object;
  }
  class Promising {
    @ValidatePromise() @IsString() name!: Promise<string>;
  }
  class Waiting {
    @IsString() name!: string;
  }
  class Sometimes {
    @Transform(({ value }: { value: unknown }) => value, { groups: ['x'] }) @IsString() name!: string;
  }
  class Outer {
    @ValidateNested() @Type(() => Hiding) inside!: Hiding;
  }

  beforeAll(() => {
    const storage = getMetadataStorage();
    const [said] = storage.getTargetValidationMetadatas(Waiting, '', false, false);
    const [check] = storage.getTargetValidatorConstraints(said?.constraintCls as () => void);
    if (check !== undefined) check.async = true;
  });

  it.each<[new () => object, readonly string[]]>([
    [Plain, ['Plain: nothing is said of it']],
    [Hiding, ['Hiding: exposes or excludes']],
    [Naming, ['Naming: exposes or excludes']],
    [Beginning, ['Beginning: has initial values']],
    [Computing, ['Computing: name is inherited']],
    [
      Typing,
      [
        'Typing: item has a type that depends on the value',
        'Typing: item is validated inside without a type',
        'Typing: untyped is validated inside without a type',
        'Date: nothing is said of it',
      ],
    ],
    [Promising, ['Promising: name has promiseValidation']],
    [Waiting, ['Waiting: name is validated asynchronously by isString']],
    [Sometimes, ['Sometimes: name is transformed at times']],
    [Outer, ['Hiding: exposes or excludes']],
  ])('in %p is named, and left to the pipe', async (type, faults) => {
    expect(unplannable(type)).toEqual(faults);
    for (const value of [{}, { name: 'a' }, { other: 'a' }, { secret: 'a' }, { inside: { secret: 'a' } }, { at: 0 }])
      expect(await expectSame(type, () => again(value))).toBe(false);
  });

  it('is nothing in what all of this is about', () => expect(unplannable(Whole)).toEqual([]));
});
