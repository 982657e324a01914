import type { Personal } from '#libs/subjects';

/** A text in Chinese and in English. */
export interface Both {
  readonly zh: string;
  readonly en: string;
}

/** A text or a name inside an event, as it is stored; opened only for those who may read it. */
export interface TimelineText extends Both {
  readonly text: string | Personal;
  /** A name or an identifier, to be masked as such (6.4); absent for a free text. */
  readonly what?: 'NAME' | 'IDENTIFIER';
  /** Tells who a person is that the subject must not learn of: an objector, an agent of another, a contact. */
  readonly identity?: boolean;
}

/** What one event says, in a clerk's words. */
export interface Told extends Both {
  readonly texts?: readonly TimelineText[];
  /** Inside the office: drafts and who does what. Not part of the subject's own view. */
  readonly internal?: boolean;
  /** The actor is somebody whose identity the subject must not learn (6.3). */
  readonly hiddenActor?: boolean;
}

/** One teller for every event type of a family: a type without one does not compile. */
export type Tellers<Events> = { readonly [T in keyof Events]: (data: Events[T]) => Told };

export const facts = (text: string | Personal): TimelineText => ({ zh: '事实', en: 'Facts', text });
export const reasons = (text: string | Personal): TimelineText => ({ zh: '理由', en: 'Reasons', text });
/** Texts of evidence titles. */
export const evidence = (refs: readonly { readonly title: Personal }[]): readonly TimelineText[] =>
  refs.map(({ title }, i) => ({ zh: `证据${i + 1}`, en: `Evidence ${i + 1}`, text: title }));

/** A clause that is there only where its value is. */
export function when<T>(value: T | undefined | null | false, tell: (value: T) => Both): Both {
  return value === undefined || value === null || value === false ? { zh: '', en: '' } : tell(value);
}

export function list(values: readonly string[]): Both {
  return { zh: values.join('、'), en: values.join(', ') };
}
