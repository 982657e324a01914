import { RuleRefusal, type LegalDate } from '#libs/rules';

/* The stream `unit-{unitId}`: a department, its names, and what became of it (spec 3.5, Units). */

/** What is registered of a unit. Names and codes of departments are public facts. */
export interface UnitContent {
  readonly name: string;
  /** 统一社会信用代码. */
  readonly code?: string;
  /** GB/T 2260. */
  readonly region?: string;
  /** Whose officials may approve or review for it (2, O9). */
  readonly superiorUnitId?: string;
}

export interface RegisterUnit {
  readonly type: 'RegisterUnit';
  readonly unitId: string;
  readonly content: UnitContent;
}
export interface RenameUnit {
  readonly type: 'RenameUnit';
  readonly name: string;
  readonly renamedOn?: LegalDate;
}
/** Ends a unit; its entries pass to the successor. */
export interface MergeUnit {
  readonly type: 'MergeUnit';
  readonly into: string;
  readonly mergedOn?: LegalDate;
}
export type UnitCommand = RegisterUnit | RenameUnit | MergeUnit;

export type UnitEvent =
  | { readonly type: 'UnitRegistered'; readonly data: { readonly unitId: string } & UnitContent }
  | { readonly type: 'UnitRenamed'; readonly data: { readonly name: string; readonly renamedOn: LegalDate } }
  | { readonly type: 'UnitMerged'; readonly data: { readonly into: string; readonly mergedOn: LegalDate } };

export interface Unit extends UnitContent {
  readonly unitId: string;
  /** Oldest first; past events keep the name of their time. */
  readonly formerNames: readonly { readonly name: string; readonly until: LegalDate }[];
  readonly mergedInto?: string;
}

export interface UnitState {
  readonly unit?: Unit;
}

export interface UnitContext {
  readonly today: LegalDate;
  /** All units that are registered, by id. */
  readonly units: Readonly<Record<string, Unit>>;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveUnit(state: UnitState, event: UnitEvent): UnitState {
  const { unit } = state;
  switch (event.type) {
    case 'UnitRegistered':
      return { unit: { ...event.data, formerNames: [] } };
    case 'UnitRenamed': {
      if (unit === undefined) return state;
      const formerNames = [...unit.formerNames, { name: unit.name, until: event.data.renamedOn }];
      return { unit: { ...unit, name: event.data.name, formerNames } };
    }
    case 'UnitMerged':
      return unit === undefined ? state : { unit: { ...unit, mergedInto: event.data.into } };
  }
  return state;
}

/**
 * What a command on a unit comes to; what is so already comes to nothing.
 * @throws RuleRefusal
 */
export function decideUnit(command: UnitCommand, state: UnitState, context: UnitContext): readonly UnitEvent[] {
  switch (command.type) {
    case 'RegisterUnit':
      return register(command, state, context);
    case 'RenameUnit': {
      const unit = living(state);
      if (unit.name === command.name) return [];
      refuseEmpty(command.name);
      return [{ type: 'UnitRenamed', data: { name: command.name, renamedOn: pastDay(command.renamedOn, context) } }];
    }
    case 'MergeUnit': {
      if (state.unit?.mergedInto === command.into) return [];
      const unit = living(state);
      // Only into a unit that goes on: so no circle of successors can come about.
      if (command.into === unit.unitId || context.units[command.into]?.mergedInto !== undefined) {
        throw new RuleRefusal('UNIT_SUCCESSOR_INVALID', '3.5', '承继单位无效', 'The successor does not go on itself');
      }
      refuseUnknown(command.into, context);
      return [{ type: 'UnitMerged', data: { into: command.into, mergedOn: pastDay(command.mergedOn, context) } }];
    }
  }
}

function register({ unitId, content }: RegisterUnit, { unit }: UnitState, context: UnitContext): readonly UnitEvent[] {
  if (unit !== undefined) {
    const same =
      unit.name === content.name &&
      unit.code === content.code &&
      unit.region === content.region &&
      unit.superiorUnitId === content.superiorUnitId;
    if (same) return [];
    throw new RuleRefusal('UNIT_EXISTS', '2', '该单位编号已被使用', 'The id belongs to another unit');
  }
  refuseEmpty(content.name);
  if (content.superiorUnitId !== undefined) refuseUnknown(content.superiorUnitId, context);
  return [{ type: 'UnitRegistered', data: { unitId, ...content } }];
}

function living({ unit }: UnitState): Unit {
  if (unit === undefined) throw unknown();
  if (unit.mergedInto === undefined) return unit;
  throw new RuleRefusal('UNIT_MERGED', '3.5', '该单位已并入其他单位', 'The unit was merged into another');
}

function refuseUnknown(unitId: string, { units }: UnitContext): void {
  if (units[unitId] === undefined) throw unknown();
}

function unknown(): RuleRefusal {
  return new RuleRefusal('UNIT_UNKNOWN', '2', '单位未登记', 'The unit is not registered');
}

function refuseEmpty(name: string): void {
  if (name.trim() === '') throw new RuleRefusal('UNIT_NAME_MISSING', '2', '单位名称不得为空', 'A unit has a name');
}

function pastDay(day: LegalDate | undefined, { today }: UnitContext): LegalDate {
  if (day === undefined || day <= today) return day ?? today;
  throw new RuleRefusal('DATE_IN_FUTURE', '3.12', '日期不得晚于今天', 'The date lies in the future');
}
