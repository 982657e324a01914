import { StoreUnavailable } from '#libs/event-store';

/** What every error of the loop says to a caller: stable code, HTTP status, both languages. */
interface Told {
  readonly code: string;
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

/** The same command id came again with another body (D14). Nothing was written. */
export class IdempotencyConflict extends Error implements Told {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly status = 422;
  readonly zh = '同一 Idempotency-Key 已用于内容不同的请求，未作任何改变。';
  readonly en = 'This Idempotency-Key was used before with other content; nothing was changed.';

  constructor(readonly commandId: string) {
    super(`command ${commandId} was given before with other content`);
    this.name = 'IdempotencyConflict';
  }
}

/** `If-Match` names a revision that is no longer the present one. Nothing was written, nothing is tried again. */
export class PreconditionFailed extends Error implements Told {
  readonly code = 'REVISION_STALE';
  readonly status = 412;
  readonly zh = '对象已被修改，If-Match 所指的修订号已过时，未作任何改变。';
  readonly en = 'The object has changed since the revision named by If-Match; nothing was changed.';

  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`revision ${expected} was expected, ${actual} found`);
    this.name = 'PreconditionFailed';
  }
}

/** A stream that had to be new exists already. Nothing was written. */
export class StreamExists extends Error implements Told {
  readonly code = 'ALREADY_EXISTS';
  readonly status = 409;
  readonly zh = '对象已存在，未作任何改变。';
  readonly en = 'The object exists already; nothing was changed.';

  constructor(readonly streamId: string) {
    super(`stream ${streamId} exists already`);
    this.name = 'StreamExists';
  }
}

/** Others kept changing the stream for as long as the command was tried. Nothing was written; it may be repeated. */
export class StreamBusy extends StoreUnavailable {
  constructor(
    readonly streamId: string,
    readonly attempts: number,
    options?: ErrorOptions,
  ) {
    super(`stream ${streamId} was changed by others during ${attempts} attempts`, false, options);
    this.name = 'StreamBusy';
  }
}
