import type { ExternalAnswer } from '#libs/dossier';
import type { ListKind } from '#libs/rules';

/**
 * Where it is asked whether a subject stands on a list outside this service (3.5 R2, 3.6 B10). An abstract class, so
 * that it is its own Nest token.
 */
export abstract class NationalListSource {
  /** Names the source in the receipts of decisions. */
  abstract readonly sourceId: string;

  /**
   * Asks for one subject and one list.
   *
   * Never rejects because the source is away, too old or switched off: that is an answer, `available: false`.
   * @param identifierHashes keyed hashes of the subject's identifier under every version the vault holds
   */
  abstract ask(identifierHashes: readonly string[], listKind: ListKind): Promise<ExternalAnswer>;
}
