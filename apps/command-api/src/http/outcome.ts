import { formatETag, HttpAnswer, type AnswerHead } from '#libs/platform';

/** What a command came to, before it is put into an HTTP answer. */
export class CommandOutcome extends HttpAnswer {
  constructor(
    readonly answer: { readonly commandId: string },
    /** The command had been carried out before under the same id. */
    readonly replayed: boolean,
    /** 201 when something was recorded, now or by the first of a repeat; 200 when it was so already. */
    readonly status: 200 | 201,
    /** Sent as ETag. */
    readonly revision?: number,
  ) {
    super();
  }

  get body(): unknown {
    return this.answer;
  }

  putHead(head: AnswerHead): void {
    head.status(this.status).header('Idempotency-Key', this.answer.commandId);
    if (this.replayed) head.header('Idempotent-Replay', 'true');
    if (this.revision !== undefined) head.header('ETag', formatETag(BigInt(this.revision)));
  }
}
