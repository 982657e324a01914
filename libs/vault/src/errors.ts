/** The vault's table or key file is away, or the two do not belong together. Nothing was sealed, opened or changed. */
export class VaultUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultUnavailable';
  }
}

/** An identifier that was to be new belongs to a reference already. The message does not repeat it. */
export class IdentifierHeld extends Error {
  constructor() {
    super('an identifier belongs to another reference already');
    this.name = 'IdentifierHeld';
  }
}

/** A box names a key the vault has never held: the vault was lost or is another one. Erased keys do not raise this. */
export class VaultKeyMissing extends Error {
  constructor(
    readonly about: string,
    readonly scope: string,
  ) {
    super(`the vault holds no key for (${about}, ${scope})`);
    this.name = 'VaultKeyMissing';
  }
}

/** Something was to be sealed under a key that has been destroyed; the retention of that entry is over. */
export class VaultKeyDestroyed extends Error {
  constructor(
    readonly about: string,
    readonly scope: string,
  ) {
    super(`the key for (${about}, ${scope}) has been destroyed`);
    this.name = 'VaultKeyDestroyed';
  }
}

/** A sealed text, file, key or backup was altered, cut, or moved to where it does not belong. */
export class SealBroken extends Error {
  constructor(what: string) {
    super(`${what} does not open: it was altered or moved`);
    this.name = 'SealBroken';
  }
}

/** The file is over what the vault seals in one piece (25 MiB). */
export class FileTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`a file of ${bytes} bytes is over the limit of ${MAX_SEALED_BYTES}`);
    this.name = 'FileTooLarge';
  }
}

export const MAX_SEALED_BYTES = 25 * 1024 * 1024;

/** The passphrase does not open the backup. */
export class WrongPassphrase extends Error {
  constructor() {
    super('the passphrase does not open this backup');
    this.name = 'WrongPassphrase';
  }
}

/** The place a backup is to be restored into already holds keys. Nothing was changed. */
export class VaultNotEmpty extends Error {
  constructor(what: string) {
    super(`a backup is restored into an empty place only: ${what}`);
    this.name = 'VaultNotEmpty';
  }
}

/** Another backup, restore or rotation is under way. */
export class VaultBusy extends Error {
  constructor() {
    super('another backup, restore or rotation of the vault is under way');
    this.name = 'VaultBusy';
  }
}

/** The rebuilt index lacks identifiers the old one has; it was not put into use. */
export class IndexIncomplete extends Error {
  constructor(readonly missing: number) {
    super(`the rebuilt index lacks ${missing} references of the one in use`);
    this.name = 'IndexIncomplete';
  }
}
