import { decide, evolve, fold, initialState } from '#libs/dossier';
import type { DossierDecider } from './dossier-kind.js';

/** The domain as it is. */
export const dossierDecider: DossierDecider = { decide, evolve, fold, initialState };
