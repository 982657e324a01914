import { TransformationType, type ClassTransformOptions } from 'class-transformer';
import { completePlan, type Member, type ShapePlan } from './shape-plan.js';
import { transformDefaults } from './validation-metadata.js';

/** Nothing of ours is as deep; what is goes through the ordinary pipe, which has its own limit. */
const DEEPEST = 32;
/** Given in place of a value that the ordinary pipe has to look at. */
const OTHERWISE = Symbol('otherwise');

type Members = Record<string, unknown>;

/** How class-transformer is asked: nothing is converted by itself. */
export const TRANSFORM_OPTIONS = { enableImplicitConversion: false, exposeDefaultValues: false } as const;
const OPTIONS: ClassTransformOptions = { ...transformDefaults, ...TRANSFORM_OPTIONS };

/**
 * The instance that the validation pipe makes of a value that has the shape of a class, made by the same validators in the
 * same way, from what decorators say looked up once. Only of JSON: texts, numbers, truth values, null, arrays and objects
 * without a class. It refuses nothing.
 * @returns undefined where the pipe has to be asked: the shape is wrong, or something is unusual about it
 */
export function shaped(type: object, value: unknown): object | undefined {
  const plan = completePlan(type);
  if (plan === false || !isBare(value)) return undefined;
  try {
    const made = instanceOf(plan, value, 0);
    return made !== undefined && holds(plan, made) ? made : undefined;
  } catch {
    // What throws here throws there as well, where it is answered.
    return undefined;
  }
}

function instanceOf(plan: ShapePlan, given: Members, depth: number): Members | undefined {
  const made = new plan.type() as Members;
  for (const name of Object.keys(given)) {
    const member = plan.named.get(name);
    if (member === undefined) return undefined;
    let value = taken(member, given[name], depth);
    if (value === OTHERWISE) return undefined;
    for (const transform of member.transforms) {
      value = transform({ value, key: name, obj: given, type: TransformationType.PLAIN_TO_CLASS, options: OPTIONS });
    }
    if (member.transforms.length > 0 && value !== undefined && !isScalar(value)) return undefined;
    made[name] = value;
  }
  return made;
}

function taken(member: Member, value: unknown, depth: number): unknown {
  if (isScalar(value)) return value;
  const { nested } = member;
  if (nested === undefined) return member.array || !Array.isArray(value) ? copied(value, depth) : OTHERWISE;
  if (depth >= DEEPEST) return OTHERWISE;
  if (isPlain(value)) return instanceOf(nested, value, depth + 1) ?? OTHERWISE;
  if (!member.array || !isList(value)) return OTHERWISE;
  const items: unknown[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const item = value[at];
    const made = isPlain(item) ? instanceOf(nested, item, depth + 1) : undefined;
    if (made === undefined) return OTHERWISE;
    items.push(made);
  }
  return items;
}

/** A value that no class is said of, with all that is in it. */
function copied(value: unknown, depth: number): unknown {
  if (isScalar(value)) return value;
  if (depth >= DEEPEST) return OTHERWISE;
  if (isList(value)) {
    const items: unknown[] = [];
    for (let at = 0; at < value.length; at += 1) {
      const item = copied(value[at], depth + 1);
      if (item === OTHERWISE) return OTHERWISE;
      items.push(item);
    }
    return items;
  }
  if (!isPlain(value)) return OTHERWISE;
  const copy: Members = {};
  for (const name of Object.keys(value)) {
    // The pipe leaves out what any object has, and `prototype`.
    if (name === 'prototype' || name in copy) return OTHERWISE;
    const member = copied(value[name], depth + 1);
    if (member === OTHERWISE) return OTHERWISE;
    copy[name] = member;
  }
  return copy;
}

/** Whether an instance meets all that is said of its class; each validator must say so with `true` itself. */
function holds(plan: ShapePlan, object: Members): boolean {
  for (const member of plan.members) {
    const value = object[member.name];
    if (!isAsked(member, object, value)) continue;
    if (!passes(plan, member, object, value)) return false;
    if (member.validated && value !== undefined && !holdsInside(member, value)) return false;
  }
  return true;
}

function isAsked({ conditions }: Member, object: Members, value: unknown): boolean {
  let asked = true;
  for (const condition of conditions) if (!condition(object, value)) asked = false;
  return asked;
}

function passes(plan: ShapePlan, { name, checks }: Member, object: Members, value: unknown): boolean {
  for (const { validate, constraints, each, only } of checks) {
    if (only !== undefined && !only(object, value)) continue;
    const args = { targetName: plan.name, property: name, object, value, constraints };
    if (each && Array.isArray(value)) {
      for (const item of value) if (validate(item, args) !== true) return false;
    } else if (validate(value, args) !== true) return false;
  }
  return true;
}

function holdsInside({ nested }: Member, value: unknown): boolean {
  if (nested === undefined || typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value)) return holds(nested, value as Members);
  return value.every((item) => holds(nested, item as Members));
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isPlain(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;
}

/** Plain, or as Fastify gives the members of an address: an object that inherits nothing. */
function isBare(value: unknown): value is Members {
  if (isPlain(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const inherited = Object.getPrototypeOf(value) as object | null;
  return inherited === null || (Object.getPrototypeOf(inherited) === null && Reflect.ownKeys(inherited).length === 0);
}
