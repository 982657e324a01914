import { TransformationType } from 'class-transformer';
import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';
import { decoratorsSaid, transformMetadata } from './validation-metadata.js';

type Class = new () => object;
type Storage = ReturnType<typeof getMetadataStorage>;
type Decorated = ReturnType<Storage['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => unknown;

/** One validator of one member. */
export interface Check {
  readonly validate: (value: unknown, args: ValidationArguments) => unknown;
  readonly constraints: unknown[];
  /** Whether it is asked about each item of an array in place of the array. */
  readonly each: boolean;
  readonly only: Condition | undefined;
}

/** What decorators say of one member. */
export interface Member {
  readonly name: string;
  /** What its objects become, where `@Type` says so. */
  readonly nested: ShapePlan | undefined;
  /** Whether what they become is validated. */
  readonly validated: boolean;
  /** Whether an array stays one: class-transformer makes what the declared type is. */
  readonly array: boolean;
  readonly transforms: readonly ReturnType<typeof transformMetadata.findTransformMetadatas>[number]['transformFn'][];
  /** All must hold, or nothing is checked. */
  readonly conditions: readonly Condition[];
  readonly checks: readonly Check[];
}

/** What decorators say of a class, looked up once. */
export interface ShapePlan {
  readonly type: Class;
  readonly name: string;
  readonly members: readonly Member[];
  readonly named: ReadonlyMap<string, Member>;
  /** What cannot be planned. */
  readonly faults: readonly string[];
}

let plans = new WeakMap<object, ShapePlan>();
let complete = new WeakMap<object, ShapePlan | false>();
let plannedAt = decoratorsSaid();

/** The plan of a class of which everything can be planned, and of the classes inside it; false where it cannot. */
export function completePlan(type: object): ShapePlan | false {
  if (plannedAt !== decoratorsSaid()) forget();
  const known = complete.get(type);
  if (known !== undefined) return known;
  const plan = unplannable(type).length === 0 ? (plans.get(type) ?? false) : false;
  complete.set(type, plan);
  return plan;
}

/** Why bodies of a class go through the ordinary pipe: what cannot be planned in it and in the classes inside it. */
export function unplannable(type: object): readonly string[] {
  if (plannedAt !== decoratorsSaid()) forget();
  if (!isClass(type)) return ['no class'];
  const reached = new Set([planOf(type)]);
  for (const { members } of reached) for (const { nested } of members) if (nested !== undefined) reached.add(nested);
  return [...reached].flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
}

function forget(): void {
  plans = new WeakMap();
  complete = new WeakMap();
  plannedAt = decoratorsSaid();
}

function planOf(type: Class): ShapePlan {
  const known = plans.get(type);
  if (known !== undefined) return known;
  const members: Member[] = [];
  const named = new Map<string, Member>();
  const faults: string[] = [];
  const plan = { type, name: type.name, members, named, faults };
  // Before its members, which may be of the same class.
  plans.set(type, plan);
  try {
    faults.push(...faultsOf(type));
    const storage = getMetadataStorage();
    const decorated = storage.groupByPropertyName(storage.getTargetValidationMetadatas(type, '', false, false));
    if (Object.keys(decorated).length === 0) faults.push('nothing is said of it');
    for (const [name, said] of Object.entries(decorated)) {
      const member = memberOf(type, name, said, (fault) => faults.push(`${name} ${fault}`));
      members.push(member);
      named.set(name, member);
    }
  } catch (error) {
    faults.push(String(error));
  }
  return plan;
}

function faultsOf(type: Class): readonly string[] {
  const faults: string[] = [];
  if ((type.prototype as object).constructor !== type) faults.push('calls itself otherwise');
  if (Reflect.ownKeys(new type()).length > 0) faults.push('has initial values');
  const hidden =
    transformMetadata.getExcludedMetadatas(type).length + transformMetadata.getExposedMetadatas(type).length;
  if (hidden > 0 || transformMetadata.getStrategy(type) !== 'none') faults.push('exposes or excludes');
  return faults;
}

function memberOf(type: Class, name: string, said: readonly Decorated[], fault: (why: string) => void): Member {
  // Methods and accessors are passed over by class-transformer, and `prototype` is taken out before it.
  if (name === 'prototype' || name in (type.prototype as object)) fault('is inherited');
  const conditions: Condition[] = [];
  const checks: Check[] = [];
  let validated = false;
  for (const one of said) {
    switch (one.type) {
      case ValidationTypes.CONDITIONAL_VALIDATION:
        conditions.push((one.constraints as [Condition])[0]);
        break;
      case ValidationTypes.NESTED_VALIDATION:
        validated = true;
        break;
      case ValidationTypes.CUSTOM_VALIDATION:
      case ValidationTypes.IS_DEFINED:
        checks.push(...checksOf(one, fault));
        break;
      case ValidationTypes.WHITELIST:
        break;
      default:
        fault(`has ${one.type}`);
    }
  }
  const typed = typeOf(type, name, fault);
  if (validated && typed.nested === undefined) fault('is validated inside without a type');
  return { name, validated, ...typed, transforms: transformsOf(type, name, fault), conditions, checks };
}

function checksOf(said: Decorated, fault: (why: string) => void): readonly Check[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(said.constraintCls)
    .map(({ async: late, instance }) => {
      if (late) fault(`is validated asynchronously by ${said.name ?? said.type}`);
      const only = said.validateIf as Condition | undefined;
      return {
        validate: (value, args) => instance.validate(value, args),
        ...{ constraints: said.constraints as unknown[], each: said.each, only },
      };
    });
}

function typeOf(type: Class, name: string, fault: (why: string) => void): Pick<Member, 'nested' | 'array'> {
  // The declaration leaves out that there may be none.
  const typed = transformMetadata.findTypeMetadata(type, name) as
    ReturnType<typeof transformMetadata.findTypeMetadata> | undefined;
  if (typed === undefined) return { nested: undefined, array: true };
  const declared = typed.reflectedType as unknown;
  const array = declared === undefined || declared === Array || declared === Object;
  const made = typed.typeFunction.length === 0 && !typed.options.discriminator ? typed.typeFunction() : undefined;
  if (isClass(made)) return { nested: planOf(made), array };
  fault('has a type that depends on the value');
  return { nested: undefined, array };
}

function transformsOf(type: Class, name: string, fault: (why: string) => void): Member['transforms'] {
  const transforms = transformMetadata.findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS);
  if (transforms.some(({ options }) => Object.keys(options ?? {}).length > 0)) fault('is transformed at times');
  return transforms.map(({ transformFn }) => transformFn);
}

function isClass(type: unknown): type is Class {
  return typeof type === 'function' && typeof type.prototype === 'object';
}
