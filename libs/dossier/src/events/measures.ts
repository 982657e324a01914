import type { LegalDate } from '#libs/rules';
import type { SuspensionGround, SuspensionScope } from '../shared.js';
import type { OnEntry } from './parts.js';

export interface MeasureEvents {
  MeasuresTriggered: OnEntry & {
    kind: 'INCENTIVE' | 'PUNISHMENT';
    items: readonly string[];
    startsSuspended: boolean;
    triggeredOn: LegalDate;
  };
  MeasuresSuspended: OnEntry & {
    scope: SuspensionScope;
    personRef?: string;
    ground: SuspensionGround;
    /** Objection, verification, inquiry or ruling that opened the ground. */
    groundRef: string;
    kind: 'INCENTIVE' | 'PUNISHMENT';
    /** Instant. */
    from: string;
  };
  MeasuresResumed: OnEntry & { scope: SuspensionScope; personRef?: string; from: string };
  MeasuresStopped: OnEntry & { from: string };
  /** P9: the court approved a plan. Opens the ground BANKRUPTCY. */
  BankruptcySuspensionOpened: OnEntry & { rulingNo: string; court: string; ruledOn: LegalDate };
  BankruptcySuspensionClosed: OnEntry & { rulingNo: string; closedOn: LegalDate };
}
