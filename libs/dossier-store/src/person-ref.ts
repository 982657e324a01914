import { stableId } from '#libs/command-loop';

/**
 * By which reference events name somebody who acts in person. Somebody whose identifier was never met here is known by
 * the issuer's opaque id.
 */
export function personRefOf({ subjectRef, userId }: { readonly subjectRef?: string; readonly userId: string }): string {
  return subjectRef ?? stableId('person', userId);
}
