import { Client, type Answer } from './client.js';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly as: string | undefined;
  readonly answer: Answer;
}

/** Keeps every answer, to be looked at afterwards. */
export class RecordingClient extends Client {
  readonly recorded: Recorded[] = [];

  override async request(...given: Parameters<Client['request']>): Promise<Answer> {
    const answer = await super.request(...given);
    const [method, path, as] = given;
    this.recorded.push({ method, path, as, answer });
    return answer;
  }
}
