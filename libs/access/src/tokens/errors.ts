export type TokenFailure = 'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'TOKEN_CLAIMS';

/** A token that is not accepted. The message says what is wrong and repeats nothing of the token. */
export class TokenRefused extends Error {
  constructor(
    /**
     * TOKEN_MISSING none was sent; TOKEN_EXPIRED its time is over; TOKEN_INVALID not signed by our issuer for us, or no
     * token at all; TOKEN_CLAIMS genuine, but it does not say who acts for which unit in which role.
     */
    readonly code: TokenFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TokenRefused';
  }
}

/** The issuer's keys cannot be had: nobody can be told genuine or not. To be tried again later. */
export class IssuerUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super("the issuer's keys cannot be read", options);
    this.name = 'IssuerUnavailable';
  }
}
