import type { DecisionContext } from '../context.js';
import type { Agent, DossierState } from '../state.js';

/* A subject with several dossiers (3.5) is one: under whichever it is known, it speaks for itself in all of them. */

type Joined = Pick<DecisionContext, 'joined'>;

/** The ids under which the subject of a dossier is known: that of the dossier and of those joined with it. */
export function subjectIds({ subject }: DossierState, { joined = [] }: Joined): ReadonlySet<string> {
  if (!subject) return new Set();
  const { subjectId, joinedInto, joinedFrom = [] } = subject;
  const others = joined.flatMap((other) => (other.subject ? [other.subject.subjectId] : []));
  return new Set([subjectId, ...(joinedInto === undefined ? [] : [joinedInto]), ...joinedFrom, ...others]);
}

/** What a person was authorised to by the subject, in whichever dossier. */
export function agentsOf(
  state: DossierState,
  { joined = [] }: Joined,
  personRef: string | undefined,
): readonly Agent[] {
  if (personRef === undefined) return [];
  return [state, ...joined].flatMap(({ agents }) => agents[personRef] ?? []);
}
