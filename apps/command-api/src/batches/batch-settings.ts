import { DEFAULT_LIMITS, type FileLimits } from '#libs/batches';

/** What the installation says about lists in bulk. */
export class BatchSettings {
  readonly limits: FileLimits;
  /** Most entries of one act on a list. */
  readonly maxEntries: number;
  /** Days after which an uploaded list is destroyed. */
  readonly keepDays: number;
  /**
   * From how many entries at once, and from which share of the list that they are added to, an act waits for a second
   * person.
   */
  readonly unusual: { readonly entries: number; readonly share: number };
  /** Whether this process works on jobs. */
  readonly worker: boolean;

  constructor(
    settings: Partial<Pick<BatchSettings, 'limits' | 'maxEntries' | 'keepDays' | 'unusual' | 'worker'>> = {},
  ) {
    this.limits = settings.limits ?? DEFAULT_LIMITS;
    this.maxEntries = settings.maxEntries ?? 10_000;
    this.keepDays = settings.keepDays ?? 90;
    this.unusual = settings.unusual ?? { entries: 20, share: 0.2 };
    this.worker = settings.worker ?? true;
  }
}
