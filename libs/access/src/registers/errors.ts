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
