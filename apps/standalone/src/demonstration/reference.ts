import type { ActorRef, Channel } from '#libs/dossier';
import { DEMONSTRATION_MATTERS, DEMONSTRATION_UNITS } from '#libs/access';
import { CommandLoop, stableId } from '#libs/command-loop';
import type { EventStore } from '#libs/event-store';
import {
  publicationSteps,
  ReferenceCommands,
  standardOnPaper,
  type IssuedBy,
  type ReferenceData,
  type StandardStep,
} from '#libs/reference-data';
import { addDays, type Instant } from '#libs/rules';
import { makeUscc } from '#libs/subjects';
import { MEASURE_LISTS } from './measures.js';
import type { PastDays } from './past-days.js';
import { CITY_PACK, RED_3_REVISED, REGION, STANDARDS } from './standards.js';
import { fingerprintOf, type Walk, type WalkedClock } from './walk.js';

/** Working days before today on which the city begins, and on which it revises a standard. */
export const FIRST_DAY = 98;
export const REVISION_DAY = 20;
/** On which it asks for opinions on the revision: more than 30 days before it is published. */
const CONSULTATION_DAY = 46;
/** Calendar days before the first day on which opinions on the first standards were asked for. */
const CONSULTED_BEFORE = 60;

const OFFICE: ActorRef = { userId: 'o-officer', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' };
const HEAD_A: ActorRef = { userId: 'a-head', unitId: 'unit-a', role: 'STANDARD_OWNER' };
const HEAD_B: ActorRef = { userId: 'b-head', unitId: 'unit-b', role: 'STANDARD_OWNER' };
const APPROVER_A: ActorRef = { userId: 'a-approver', unitId: 'unit-a', role: 'APPROVER' };
const APPROVER_B: ActorRef = { userId: 'b-approver', unitId: 'unit-b', role: 'APPROVER' };

export const CHANNELS: readonly Channel[] = [
  { channelId: 'portal-a', name: '示范市市场监管局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-a' },
  { channelId: 'portal-b', name: '示范市税务局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-b' },
  { channelId: 'credit-china', name: '信用中国（示范市）', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' },
  { channelId: 'gsxt', name: '国家企业信用信息公示系统', mode: 'AUTOMATIC', kind: 'ENTERPRISE_PUBLICITY' },
];

/** Number of the candidate whom the national black list knows. */
export const NATIONALLY_LISTED = makeUscc(7_013);

/** A snapshot of the national lists: the candidate whom it knows, and others who are nobody's here. */
export const NATIONAL_SNAPSHOT = [
  'identifierKind,identifier,listKind,ref,unit',
  `USCC,${NATIONALLY_LISTED},BLACK,GJ-2026-000713,某省市场监督管理局`,
  ...[1, 2, 3, 4, 5, 6].map((n) => `USCC,${makeUscc(9_000 + n)},BLACK,GJ-2026-0009${n}0,某省税务局`),
  ...[1, 2, 3].map((n) => `USCC,${makeUscc(9_500 + n)},RED,GJ-R-2026-0${n},某省信用办`),
  '',
].join('\n');

interface Act {
  readonly instant: Instant;
  readonly run: () => Promise<unknown>;
}

/** What the city sets up before it lists anybody, and the standard that it revises later on. */
export class ReferenceWalk implements Walk {
  private readonly acts: Act[] = [];
  private readonly commands: ReferenceCommands;

  constructor(store: EventStore, reference: ReferenceData, clock: WalkedClock, days: PastDays) {
    this.commands = new ReferenceCommands(new CommandLoop(store, clock), reference);
    const began = days.instant(FIRST_DAY, 0);
    const beganOn = days.day(FIRST_DAY);
    const revised = days.instant(REVISION_DAY, 0);
    this.acts.push(
      ...DEMONSTRATION_UNITS.map(({ unitId, name, uscc }) => ({
        instant: began,
        run: () =>
          this.commands.unit(
            unitId,
            {
              type: 'RegisterUnit',
              ...{ unitId, content: { name, code: uscc, region: REGION }, queryMatters: DEMONSTRATION_MATTERS },
            },
            by(OFFICE, 'unit', unitId),
          ),
      })),
      ...CHANNELS.map((channel) => ({
        instant: began,
        run: () =>
          this.commands.channel({ type: 'RegisterChannel', channel }, by(OFFICE, 'channel', channel.channelId)),
      })),
      {
        instant: began,
        run: () =>
          this.commands.rulePack(
            CITY_PACK.rulePackId,
            { type: 'PublishRulePack', pack: CITY_PACK },
            by(OFFICE, CITY_PACK.rulePackId),
          ),
      },
      ...Object.entries(MEASURE_LISTS).map(([measureListId, content]) => ({
        instant: began,
        run: async () => {
          const draft = { type: 'DraftMeasureList', measureListId, content } as const;
          await this.commands.measureList(measureListId, draft, by(OFFICE, 'measures', 'draft', measureListId));
          const publication = { type: 'PublishMeasureList', effectiveFrom: beganOn } as const;
          await this.commands.measureList(measureListId, publication, by(OFFICE, 'measures', measureListId));
        },
      })),
      ...STANDARDS.map(({ standardId, content }) => ({
        instant: began,
        run: () => {
          const dates = { openedOn: addDays(beganOn, -CONSULTED_BEFORE), effectiveFrom: beganOn };
          return this.take(standardId, content.ownerUnitId, standardOnPaper(standardId, content, dates), '1');
        },
      })),
      {
        instant: days.instant(CONSULTATION_DAY, 0),
        run: () =>
          this.take(
            'RED-3',
            RED_3_REVISED.ownerUnitId,
            [
              { by: 'OWNER', command: { type: 'DraftStandard', standardId: 'RED-3', content: RED_3_REVISED } },
              { by: 'OWNER', command: { type: 'OpenConsultation' } },
            ],
            '2',
          ),
      },
      {
        instant: revised,
        run: () =>
          this.take(
            'RED-3',
            RED_3_REVISED.ownerUnitId,
            publicationSteps(days.day(CONSULTATION_DAY), days.day(REVISION_DAY)),
            '2',
          ),
      },
    );
  }

  get next(): Instant | undefined {
    return this.acts[0]?.instant;
  }

  async advance(): Promise<void> {
    await this.acts[0]?.run();
    this.acts.shift();
  }

  private async take(standardId: string, ownerUnitId: string, steps: readonly StandardStep[], version: string) {
    const [owner, approver] = ownerUnitId === 'unit-b' ? [HEAD_B, APPROVER_B] : [HEAD_A, APPROVER_A];
    for (const { by: person, command } of steps) {
      const actor = person === 'OWNER' ? owner : approver;
      await this.commands.standard(standardId, command, by(actor, command.type, standardId, version));
    }
  }
}

function by(actor: ActorRef, ...what: readonly string[]): IssuedBy {
  return {
    actor,
    commandId: stableId('demonstration', 'reference', ...what),
    fingerprint: fingerprintOf('reference', ...what),
  };
}
