import type { Duration, LegalDate, ListKind } from '#libs/rules';
import type { ExitReason } from '../shared.js';
import type { DossierState } from '../state.js';

export type Phase = DossierState['entries'][string]['phase'];
type Measures = DossierState['entries'][string]['measures'];

/** What the reference knows of one entry. */
export interface Listing {
  readonly id: string;
  readonly kind: ListKind;
  readonly standardId: string;
  docNo: string;
  readonly fromBlack?: string | undefined;
  readonly fromFocus?: string | undefined;
  phase: Phase;
  measures: Measures;
  readonly grounds: Map<string, 'ALL' | 'PERSON'>;
  readonly persons: Set<string>;
  validTo: LegalDate;
  /** When the validity was fixed: of two that end on one day the older one ends first. */
  fixed: number;
  plan?: {
    readonly standardId: string;
    readonly mode: string;
    readonly validity: Duration;
    readonly onChange: boolean;
  };
  exit?: { readonly reason: ExitReason; readonly cause?: string | undefined } | undefined;
  wrong: boolean;
  initial: 'NONE' | 'SHOWN' | 'DOWN';
  shown: Set<string>;
  announced: Set<string>;
  down: Set<string>;
}
