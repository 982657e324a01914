import { Upcasters, type Upcaster } from '#libs/event-store';

/** Version 2 added what may be absent: what version 1 holds is whole as it is, and nothing is made up for it. */
const unchanged = (eventType: string): Upcaster => ({ eventType, fromVersion: 1, upcast: (event) => event });

/** Steps from older versions of dossier events to the present ones. What is not named here is at version 1. */
export const dossierUpcasters = new Upcasters([
  // 2: how the text was made (docs/decisions/0021).
  unchanged('PublicityStarted'),
  unchanged('EntryPublished'),
  // 2: the papers that go out with the act (docs/decisions/0022), and the number of a notice.
  unchanged('PriorNoticeServed'),
  unchanged('DecisionServed'),
  unchanged('RepairAgreed'),
  unchanged('RepairRefused'),
  unchanged('ObjectionDecided'),
  // 2: both.
  unchanged('ExitAnnounced'),
  unchanged('ReputationRestorationNoticePublished'),
]);
