/** What is used of Fastify's reply. */
export interface AnswerHead {
  status(code: number): AnswerHead;
  header(name: string, value: string): AnswerHead;
}

/** A handler's result that is more than its body: the status and the headers that go with it are put on when it is sent. */
export abstract class HttpAnswer {
  abstract readonly body: unknown;

  abstract putHead(head: AnswerHead): void;
}
