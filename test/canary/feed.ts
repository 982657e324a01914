import type { Client } from '../crash/client.js';

/** Listens to the server-sent events and keeps everything, to the byte. */
export class Feed {
  private heard = '';
  private readonly ended: Promise<void>;
  private wake: () => void = () => undefined;

  private constructor(
    body: ReadableStream<Uint8Array>,
    private readonly abort: AbortController,
  ) {
    this.ended = this.listen(body);
  }

  static async open(client: Client, as: string): Promise<Feed> {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${await client.token(as)}`, accept: 'text/event-stream' };
    const answer = await fetch(`${client.base}/events`, { headers, signal: abort.signal });
    if (answer.status !== 200 || answer.body === null) throw new Error(`no feed: ${answer.status}`);
    return new Feed(answer.body, abort);
  }

  /** Waits until it has told of a position. @throws Error when the feed ends before */
  async until(position: string): Promise<void> {
    while (!this.heard.includes(`"position":"${position}"`)) {
      const more = new Promise<boolean>((resolve) => (this.wake = () => resolve(true)));
      if (!(await Promise.race([more, this.ended.then(() => false)]))) throw new Error('the feed has ended');
    }
  }

  /** @returns everything that was heard */
  close(): string {
    this.abort.abort();
    return this.heard;
  }

  private async listen(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) {
        this.heard += decoder.decode(chunk, { stream: true });
        this.wake();
      }
    } catch {
      // Cut off, by us or by the server: whoever still waits is told that it has ended.
    }
  }
}
