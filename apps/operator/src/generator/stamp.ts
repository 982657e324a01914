import { dossierStreamOf } from '#libs/dossier-store';
import type { PreparedEvent } from '#libs/event-store';
import { legalDateOf, type LegalDate } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import type { KeyId } from '#libs/vault';
import { boxMark, Cutter, joined, type Filling } from './pieces.js';
import type { Template } from './templates.js';

type Pieces = ReturnType<Cutter['cut']>;

interface StampedEvent {
  readonly id: number;
  readonly eventType: string;
  readonly schemaVersion: number;
  readonly data: Pieces;
  readonly metadata: Pieces;
}

/** How much of everything the first so many events need. */
interface Extent {
  readonly ids: number;
  readonly keys: number;
  readonly boxes: number;
}

interface Sealed {
  readonly about: string;
  readonly scope: string;
  readonly box: string;
}

/** A key by the numbers of the ids in it; a scope that is no id stands as it is. */
interface KeySlot {
  readonly about: number;
  readonly scope: number | typeof RECORD_SCOPE;
}

/** A template in a form from which a dossier is made in some microseconds an event. */
export class Stamp {
  /** Numbers of events after which a command was over: a dossier may end at each of them. */
  readonly ends: readonly number[];
  private readonly events: readonly StampedEvent[];
  private readonly extents: readonly Extent[];
  private readonly keySlots: KeySlot[] = [];
  private readonly boxes: { readonly key: number; readonly text: Pieces }[] = [];
  private readonly days: readonly LegalDate[];

  constructor(
    readonly template: Template,
    fixed: ReadonlySet<string>,
  ) {
    const { story, subjectId, personRef, events } = template;
    const cutter = new Cutter(story, story.person, fixed);
    // The first ids of every dossier, whatever its template: they have to be known before it is chosen.
    cutter.numberOf(subjectId);
    if (personRef !== undefined) cutter.numberOf(personRef);
    const keys = new Map<string, number>();
    const extents: Extent[] = [];
    this.events = events.map(({ eventId, eventType, schemaVersion, data, metadata }) => {
      const stamped = {
        ...{ id: cutter.numberOf(eventId), eventType, schemaVersion },
        data: cutter.cut(JSON.stringify(this.withMarks(data, cutter, keys))),
        metadata: cutter.cut(JSON.stringify(metadata)),
      };
      extents.push({ ids: cutter.ids.size, keys: keys.size, boxes: this.boxes.length });
      return stamped;
    });
    this.extents = extents;
    this.days = events.map(({ metadata }) => legalDateOf(metadata['recordedAt'] as string));
    this.ends = events.flatMap(({ metadata }, at) =>
      events[at + 1]?.metadata['commandId'] === metadata['commandId'] ? [] : [at + 1],
    );
  }

  /** Day of the last of the first so many events, in the template. */
  lastDay(length: number): LegalDate {
    return this.days[length - 1] ?? '';
  }

  /** How many ids the first so many events need. */
  idsFor(length: number): number {
    return this.extents[length - 1]?.ids ?? 0;
  }

  keysOf(ids: readonly string[], length: number): readonly KeyId[] {
    return this.keySlots.slice(0, this.extents[length - 1]?.keys).map(({ about, scope }) => ({
      about: ids[about] ?? '',
      scope: typeof scope === 'number' ? (ids[scope] ?? '') : scope,
    }));
  }

  /** @param seal seals a text under one of the keys that `keysOf` named */
  make(
    filling: Omit<Filling, 'boxes'>,
    length: number,
    seal: (key: number, text: string) => string,
  ): { readonly streamId: string; readonly events: readonly PreparedEvent[] } {
    const known = { ...filling, boxes: [] };
    const boxes = this.boxes
      .slice(0, this.extents[length - 1]?.boxes)
      .map(({ key, text }) => seal(key, joined(text, known)));
    const whole: Filling = { ...filling, boxes };
    return {
      streamId: dossierStreamOf(filling.ids[0] ?? ''),
      events: this.events.slice(0, length).map(({ id, eventType, schemaVersion, data, metadata }) => ({
        ...{ eventId: filling.ids[id] ?? '', eventType, schemaVersion },
        ...{ data: joined(data, whole), metadata: joined(metadata, whole) },
      })),
    };
  }

  /** The data with a mark in the place of every sealed text. */
  private withMarks(data: unknown, cutter: Cutter, keys: Map<string, number>): unknown {
    return JSON.parse(JSON.stringify(data), (_, node: unknown) => {
      if (typeof node !== 'object' || node === null || !('$sealed' in node)) return node;
      const { about, scope, box } = node.$sealed as Sealed;
      const name = JSON.stringify([about, scope]);
      const key = keys.get(name) ?? keys.size;
      if (key === keys.size) {
        keys.set(name, key);
        const slot = scope === RECORD_SCOPE ? RECORD_SCOPE : cutter.numberOf(scope);
        this.keySlots.push({ about: cutter.numberOf(about), scope: slot });
      }
      this.boxes.push({ key, text: cutter.cut(box) });
      return { $sealed: { about, scope, box: boxMark(this.boxes.length - 1) } };
    });
  }
}
