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
  /** Published with it. */
  readonly queryMatters?: readonly QueryMatterContent[];
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
/** Says for what the unit's officials look up persons (6.2). */
export interface PublishQueryMatter {
  readonly type: 'PublishQueryMatter';
  readonly matter: QueryMatterContent;
}
/** From now on nobody looks up a person for it. */
export interface WithdrawQueryMatter {
  readonly type: 'WithdrawQueryMatter';
  readonly purposeCode: string;
}
export type UnitCommand = RegisterUnit | RenameUnit | MergeUnit | PublishQueryMatter | WithdrawQueryMatter;

/** A query matter of a unit: a public fact. */
export interface QueryMatterContent {
  /** `BID_REVIEW`; what look-ups name. */
  readonly purposeCode: string;
  readonly title: string;
  /** The clause or list of powers that the matter rests on. */
  readonly legalBasis: string;
}

export type UnitEvent =
  | { readonly type: 'UnitRegistered'; readonly data: { readonly unitId: string } & UnitContent }
  | { readonly type: 'UnitRenamed'; readonly data: { readonly name: string; readonly renamedOn: LegalDate } }
  | { readonly type: 'UnitMerged'; readonly data: { readonly into: string; readonly mergedOn: LegalDate } }
  | { readonly type: 'QueryMatterPublished'; readonly data: QueryMatterContent & { readonly publishedOn: LegalDate } }
  | {
      readonly type: 'QueryMatterWithdrawn';
      readonly data: { readonly purposeCode: string; readonly withdrawnOn: LegalDate };
    };

/** A query matter as it is published now. */
export interface QueryMatter extends QueryMatterContent {
  readonly publishedOn: LegalDate;
}

export interface Unit extends UnitContent {
  readonly unitId: string;
  /** Oldest first; past events keep the name of their time. */
  readonly formerNames: readonly { readonly name: string; readonly until: LegalDate }[];
  readonly mergedInto?: string;
  /** Published and not withdrawn, in the order of their publication. */
  readonly queryMatters: readonly QueryMatter[];
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
      return { unit: { ...event.data, formerNames: [], queryMatters: [] } };
    case 'UnitRenamed': {
      if (unit === undefined) return state;
      const formerNames = [...unit.formerNames, { name: unit.name, until: event.data.renamedOn }];
      return { unit: { ...unit, name: event.data.name, formerNames } };
    }
    case 'UnitMerged':
      return unit === undefined ? state : { unit: { ...unit, mergedInto: event.data.into } };
    case 'QueryMatterPublished':
      return unit === undefined ? state : { unit: withMatter(unit, event.data.purposeCode, event.data) };
    case 'QueryMatterWithdrawn':
      return unit === undefined ? state : { unit: withMatter(unit, event.data.purposeCode, undefined) };
  }
  return state;
}

function withMatter(unit: Unit, purposeCode: string, matter: QueryMatter | undefined): Unit {
  const others = unit.queryMatters.filter((one) => one.purposeCode !== purposeCode);
  return { ...unit, queryMatters: matter === undefined ? others : [...others, matter] };
}

/** Whether a unit that acts today has published this query matter (6.2). */
export function publishesMatter(units: Readonly<Record<string, Unit>>, unitId: string, purposeCode: string): boolean {
  const unit = units[unitId];
  return unit?.mergedInto === undefined && (unit?.queryMatters ?? []).some((one) => one.purposeCode === purposeCode);
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
    case 'PublishQueryMatter':
      return publishMatter(command.matter, living(state), context);
    case 'WithdrawQueryMatter': {
      const { purposeCode } = command;
      if (living(state).queryMatters.every((one) => one.purposeCode !== purposeCode)) return [];
      return [{ type: 'QueryMatterWithdrawn', data: { purposeCode, withdrawnOn: context.today } }];
    }
  }
}

function publishMatter(matter: QueryMatterContent, unit: Unit, { today }: UnitContext): readonly UnitEvent[] {
  const { purposeCode, title, legalBasis } = matter;
  const before = unit.queryMatters.find((one) => one.purposeCode === purposeCode);
  if (before?.title === title && before.legalBasis === legalBasis) return [];
  // A matter that says nothing would allow every look-up.
  if (title.trim() === '' || legalBasis.trim() === '')
    throw new RuleRefusal(
      'QUERY_MATTER_EMPTY',
      '6.2',
      '查询事项须有名称和依据',
      'A query matter has a title and a basis',
    );
  return [{ type: 'QueryMatterPublished', data: { purposeCode, title, legalBasis, publishedOn: today } }];
}

function register(
  { unitId, content, queryMatters = [] }: RegisterUnit,
  { unit }: UnitState,
  context: UnitContext,
): readonly UnitEvent[] {
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
  const registered: UnitEvent = { type: 'UnitRegistered', data: { unitId, ...content } };
  return queryMatters.reduce<{ readonly events: readonly UnitEvent[]; readonly state: UnitState }>(
    ({ events, state }, matter) => {
      const more = publishMatter(matter, living(state), context);
      return { events: [...events, ...more], state: more.reduce(evolveUnit, state) };
    },
    { events: [registered], state: evolveUnit({}, registered) },
  ).events;
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
