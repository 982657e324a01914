/** What a command came to, before it is put into an HTTP answer. */
export class CommandOutcome {
  constructor(
    readonly answer: { readonly commandId: string },
    /** The command had been carried out before under the same id. */
    readonly replayed: boolean,
    /** 201 when something was recorded, now or by the first of a repeat; 200 when it was so already. */
    readonly status: 200 | 201,
    /** Sent as ETag. */
    readonly revision?: number,
  ) {}
}
