import { Upcasters, type Upcaster } from '#libs/event-store';

/** Version 2 tells how the text was made; of version 1 that is not known, and nothing is made up for it. */
const toldHow = (eventType: string): Upcaster => ({ eventType, fromVersion: 1, upcast: (event) => event });

/** Steps from older versions of dossier events to the present ones. */
export const dossierUpcasters = new Upcasters([
  toldHow('PublicityStarted'),
  toldHow('EntryPublished'),
  toldHow('ExitAnnounced'),
  toldHow('ReputationRestorationNoticePublished'),
]);
