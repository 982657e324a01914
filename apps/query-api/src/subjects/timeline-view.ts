import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/access';
import { maskIdentifier, maskPersonName, type MaskLevel } from '#libs/subjects';
import { timeline, type TimelineFilter, type TimelineKey, type TimelineRow, type TimelineText } from '#projections';
import { DEFAULT_LIMIT } from '../http/parameters.js';
import { Cursors } from '../reading/catch-up.js';
import { ERASED, PersonalData, aboutOf, identifierOf, isSealed } from '../reading/personal-data.js';
import { ReadingPolicy, type Visible } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import type {
  ReadTimelineDto,
  TimelineActorDto,
  TimelineEventDto,
  TimelinePageDto,
  TimelineTextDto,
} from './timeline.dto.js';

/** GET masks what is about persons; REGISTERED has a purpose in the register and shows it to those who work on it. */
export type TimelineMode = 'MASKED' | 'REGISTERED';

/** A page, and about whom the texts are that were opened for it. */
export interface TimelinePage {
  readonly page: TimelinePageDto;
  readonly about: readonly string[];
}

/** The timeline as one reader may see it. */
@Injectable()
export class TimelineView {
  constructor(
    private readonly read: ReadPool,
    private readonly cursors: Cursors,
    private readonly people: PersonalData,
    private readonly policy: ReadingPolicy,
  ) {}

  /** @param registered how names and identifiers are shown in REGISTERED */
  async page(
    actor: Actor,
    visible: Visible,
    wanted: ReadTimelineDto,
    mode: TimelineMode,
    registered: MaskLevel = 'DEPARTMENT',
  ): Promise<TimelinePage> {
    const filter = this.filter(actor, visible, wanted);
    const scope = ['timeline', mode, filter];
    const after = this.cursors.decode<TimelineKey>(scope, wanted.cursor, ['recordedAt', 'position']);
    const page = await timeline(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const handles = mode === 'REGISTERED' && this.policy.has(actor, ['DISPUTE_HANDLER']);
    const reader = new Reader(visible, mode, handles, registered);
    const texts = await this.texts(page.items, reader);
    const next = this.cursors.encode(scope, page.next);
    const opened = page.items.flatMap((row) => row.texts).filter((one) => reader.profile(one) !== undefined);
    return {
      page: {
        items: page.items.map((row, i) => reader.event(row, texts[i] ?? [])),
        ...(next !== undefined && { next }),
      },
      about: [...new Set(opened.flatMap((one) => aboutOf(one.text) ?? []))],
    };
  }

  private filter(
    actor: Actor,
    { subjectIds, entries, reach, withheld }: Visible,
    wanted: ReadTimelineDto,
  ): TimelineFilter {
    const own = entries.filter((entry) => reach !== 'OWN_UNIT' || this.policy.isOwnUnit(actor, entry.unitId));
    return {
      subjectIds,
      ...(wanted.entry !== undefined && { entryId: wanted.entry }),
      ...((reach !== 'WHOLE' || withheld.size > 0) && { entryIds: own.map((entry) => entry.entryId) }),
      ...(reach === 'OWN' && { withoutInternal: true }),
      ...(wanted.asOf !== undefined && { asOf: wanted.asOf }),
    };
  }

  /** Opens what this reader may see, with one look at the keys. */
  private async texts(rows: readonly TimelineRow[], reader: Reader): Promise<readonly (readonly TimelineTextDto[])[]> {
    const opened = rows.flatMap((row) => row.texts).filter((one) => reader.profile(one) !== undefined);
    const words = await this.people.texts(opened.map((one) => one.text));
    let at = 0;
    return rows.map((row) =>
      row.texts.map((one) => {
        const { zh, en } = one;
        const profile = reader.profile(one);
        if (profile === undefined) return { zh, en };
        const text = words[at++] ?? '';
        return { zh, en, text: text === ERASED || !isSealed(one.text) ? text : masked(one, text, profile) };
      }),
    );
  }
}

function masked(one: TimelineText, text: string, profile: MaskLevel): string {
  if (one.what === 'NAME') return maskPersonName(text, profile);
  if (one.what === 'IDENTIFIER') {
    const kind = /^\d{17}[\dX]$/.test(text) ? 'CITIZEN_ID' : 'OTHER';
    return maskIdentifier(identifierOf(kind, text), profile);
  }
  return text;
}

/** What somebody sees of an event. */
class Reader {
  private readonly own: boolean;
  private readonly organisation: boolean;

  constructor(
    private readonly visible: Visible,
    private readonly mode: TimelineMode,
    /** Deals with objections, and so knows who objects. */
    private readonly handlesDisputes: boolean,
    private readonly registered: MaskLevel,
  ) {
    this.own = visible.reach === 'OWN';
    this.organisation = !isSealed(visible.subject.name);
  }

  /** How a text is shown; `undefined` where it is not. */
  profile(one: TimelineText): MaskLevel | undefined {
    const about = aboutOf(one.text);
    if (about === undefined) return 'UNMASKED';
    const aboutSubject = this.visible.subjectIds.includes(about);
    if (this.own) return aboutSubject && !one.identity ? 'UNMASKED' : undefined;
    if (one.identity && !this.handlesDisputes) return undefined;
    if (this.mode === 'REGISTERED') return this.registered;
    if (one.what !== undefined) return 'PUBLIC';
    return this.organisation && aboutSubject ? 'UNMASKED' : undefined;
  }

  event(row: TimelineRow, texts: readonly TimelineTextDto[]): TimelineEventDto {
    const { subjectId, eventType, zh, en, recordedAt, occurredAt, legalBasis, evidence } = row;
    return {
      ...{ subjectId, eventType, zh, en, texts, recordedAt, occurredAt, legalBasis, evidence },
      // A gap would tell the subject of acts inside the office.
      ...(!this.own && { revision: row.revision }),
      ...(row.entryId !== null && { entryId: row.entryId }),
      ...(row.listKind !== null && { listKind: row.listKind }),
      actor: this.actor(row),
      ...(row.approver !== null && { approver: this.approver(row.approver) }),
      ...(row.legalDate !== null && { legalDate: row.legalDate }),
      ...(row.receipt !== null && { receipt: row.receipt }),
      ...(row.deadline !== null && { deadline: row.deadline }),
    };
  }

  private actor({ actor, hiddenActor }: TimelineRow): TimelineActorDto {
    const { role, unitId, userId, rule } = actor;
    const known = userId !== undefined && !this.own && (!hiddenActor || this.handlesDisputes);
    return {
      role: hiddenActor && this.own ? 'PARTICIPANT' : role,
      ...(unitId !== undefined && !hiddenActor && { unitId }),
      ...(known && { userId }),
      ...(rule !== undefined && { rule }),
    };
  }

  private approver({ userId, unitId }: { readonly userId: string; readonly unitId?: string }): TimelineActorDto {
    return { role: 'APPROVER', ...(unitId !== undefined && { unitId }), ...(!this.own && { userId }) };
  }
}
