import { Upcasters } from '#libs/event-store';

/** Steps from older versions of dossier events to the present ones. There are none yet: every type is at version 1. */
export const dossierUpcasters = new Upcasters([]);
