import { isConnectionFailure } from './connection-failure.js';

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts questions that are asked at the same time as one: those of one turn of the event loop, and those that come while
 * the ones before are being answered. Each is begun after it was asked, so that what somebody has written before is seen.
 */
export class Gathered<Q, A> {
  private waiting: Waiting<Q, A>[] = [];
  private answering = false;

  /**
   * @param answerAll answers in the order of the questions
   * @param most questions that are put as one
   */
  constructor(
    private readonly answerAll: (questions: readonly Q[]) => Promise<readonly A[]>,
    private readonly most = 200,
  ) {}

  /** @throws what answering this question alone throws */
  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.answering) return;
      this.answering = true;
      setImmediate(() => void this.answerWaiting());
    });
  }

  private async answerWaiting(): Promise<void> {
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, this.most));
    this.answering = false;
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
