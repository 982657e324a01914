/** The register cannot be written or read. What was to be registered has not happened, and must not happen. */
export class RegisterUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super('the register cannot be reached', options);
    this.name = 'RegisterUnavailable';
  }
}

/** A cursor that was not given out by the listing it is sent to. */
export class CursorInvalid extends Error {
  constructor() {
    super('the cursor is not one of this listing');
    this.name = 'CursorInvalid';
  }
}

/** An official's purpose is none of the query matters that its unit has published (6.2). Nothing was looked up. */
export class PurposeNotPublished extends Error {
  constructor(readonly purposeCode: string) {
    super('the unit has published no such query matter');
    this.name = 'PurposeNotPublished';
  }
}

/** What is asked for needs a grant of a privacy reviewer, and none is in force (6.2). Nothing was looked up. */
export class GrantMissing extends Error {
  constructor(readonly kind: 'UNMASKED' | 'BULK' | 'EXPORT') {
    super('no grant in force allows this look-up');
    this.name = 'GrantMissing';
  }
}
