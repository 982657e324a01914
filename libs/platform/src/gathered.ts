import { isConnectionFailure } from './connection-failure.js';

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

export interface GatheredOptions {
  /** Questions that are put as one. Default 200. */
  readonly most?: number;
  /** Groups that are being answered at the same time. Default 1. */
  readonly atOnce?: number;
  /** So many do not wait for the end of the turn, where fewer groups are being answered than may be. Default `most`. */
  readonly enough?: number;
}

/**
 * Puts questions that are asked at the same time as one: those of one turn of the event loop, and those that come while
 * the ones before are being answered. Each is begun after it was asked, so that what somebody has written before is seen.
 *
 * With one group at once, askers who have been answered together ask together again: either they or the one who answers
 * has nothing to do. Several smaller groups keep both at work.
 */
export class Gathered<Q, A> {
  private waiting: Waiting<Q, A>[] = [];
  /** Groups that are being answered. */
  private answering = 0;
  private turnEnds = false;
  private readonly options: Required<GatheredOptions>;

  /** @param answerAll answers in the order of the questions */
  constructor(
    private readonly answerAll: (questions: readonly Q[]) => Promise<readonly A[]>,
    { most = 200, atOnce = 1, enough = most }: GatheredOptions = {},
  ) {
    this.options = { most, atOnce, enough };
  }

  /** @throws what answering this question alone throws */
  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.answering >= this.options.atOnce) return;
      if (this.waiting.length >= this.options.enough) void this.answerWaiting();
      else if (!this.turnEnds) {
        this.turnEnds = true;
        setImmediate(() => {
          this.turnEnds = false;
          if (this.answering < this.options.atOnce) void this.answerWaiting();
        });
      }
    });
  }

  private async answerWaiting(): Promise<void> {
    this.answering += 1;
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, this.options.most));
    this.answering -= 1;
  }

  private async answer(group: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await this.answerAll(group.map(({ question }) => question));
      if (answers.length !== group.length) throw new Error(`${answers.length} answers to ${group.length} questions`);
      group.forEach(({ resolve }, at) => resolve(answers[at] as A));
    } catch (error) {
      // What one of them is to blame for must not be told to its neighbours.
      if (group.length === 1 || isConnectionFailure(error)) for (const { reject } of group) reject(error);
      else await Promise.all(group.map((one) => this.answer([one])));
    }
  }
}
