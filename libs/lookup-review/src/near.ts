import type { Vault } from '#libs/vault';

/** Last characters in which consecutive identifiers differ: of a citizen id the sequence number and its check digit. */
const DIFFERING = 4;

/**
 * What identifiers that differ in their last characters only have in common, for the register: a keyed digest that says
 * nothing of them, by which enumeration shows (6.2). 32 hex digits.
 * @throws VaultUnavailable
 */
export async function nearOf(
  vault: Pick<Vault, 'fingerprint'>,
  { kind, value }: { readonly kind: string; readonly value: string },
): Promise<string> {
  const stem = value.trim().toUpperCase().slice(0, -DIFFERING);
  return (await vault.fingerprint(`near:${kind}:${stem}`)).slice(0, 32);
}
