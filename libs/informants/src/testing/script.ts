import type { CommandActor } from '#libs/dossier';
import { decideReport } from '../decide.js';
import { evolveReport } from '../evolve.js';
import { ReportRefusal, type ReportRefusalCode } from '../refusals.js';
import {
  initialReport,
  type ReportCommand,
  type ReportCommandMap,
  type ReportEvent,
  type ReportState,
} from '../report.js';

/* One report in a test: given / when / then, without a store. */

const official = (userId: string, unitId: string, ...roles: readonly string[]): CommandActor => ({
  ...{ userId, unitId, role: roles[0] ?? '', roles },
});
export const WHO = {
  office: official('o-officer', 'unit-o', 'JOINT_CONFERENCE_OFFICE'),
  drafter: official('a-drafter', 'unit-a', 'RECOGNIZING_UNIT'),
  foreign: official('b-drafter', 'unit-b', 'RECOGNIZING_UNIT'),
  supervisor: official('supervisor', 'unit-s', 'SUPERVISOR'),
  reviewer: official('privacy-reviewer', 'unit-o', 'PRIVACY_REVIEWER'),
} satisfies Record<string, CommandActor>;

export const REPORTED: ReportCommandMap['ReceiveReport'] = {
  ...{ kind: 'IMPROPER_USE', channel: 'portal', facts: { text: '转让激励资格', about: '甲' } },
  ...{ identity: { name: '李某', contact: '13900000000' }, code: '7K3M-Q0ZT' },
};

export class Script {
  state: ReportState = initialReport;
  now = '2026-09-18T01:00:00.000Z';
  private ids = 0;
  private successors: Readonly<Record<string, string>> = {};

  merged(unitId: string, into: string): this {
    this.successors = { ...this.successors, [unitId]: into };
    return this;
  }
  received(changes: Partial<ReportCommandMap['ReceiveReport']> = {}): this {
    this.when(undefined, 'ReceiveReport', { ...REPORTED, ...changes });
    return this;
  }
  anonymous(): this {
    const { identity: _, ...anonymous } = REPORTED;
    this.when(undefined, 'ReceiveReport', anonymous);
    return this;
  }
  given<T extends ReportCommand['type']>(actor: CommandActor | undefined, type: T, data: ReportCommandMap[T]): this {
    this.when(actor, type, data);
    return this;
  }

  unitNow = (unitId: string): string => this.successors[unitId] ?? unitId;

  /** Decides, and folds what was decided. */
  when<T extends ReportCommand['type']>(
    actor: CommandActor | undefined,
    type: T,
    data: ReportCommandMap[T],
  ): readonly ReportEvent[] {
    const events = decideReport({ type, data } as ReportCommand, this.state, {
      ...{ now: this.now, ...(actor && { actor }), unitNow: this.unitNow },
      isUnit: (unitId) => /^unit-[abos]$/.test(unitId),
      newId: (label) => `${label}-${(this.ids += 1)}`,
    });
    this.state = events.reduce(evolveReport, this.state);
    return events;
  }

  /** It is refused, by name; nothing is decided. */
  refuse<T extends ReportCommand['type']>(
    code: ReportRefusalCode,
    actor: CommandActor | undefined,
    type: T,
    data: ReportCommandMap[T],
  ): this {
    const before = this.state;
    const decide = () => this.when(actor, type, data);
    expect(decide).toThrow(ReportRefusal);
    expect(decide).toThrow(code);
    expect(this.state).toBe(before);
    return this;
  }
}
