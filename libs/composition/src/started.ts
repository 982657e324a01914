/** What was started, to be stopped in the opposite order. */
export class Started {
  private readonly steps: (() => unknown)[] = [];
  private stopping: Promise<void> | undefined;

  /** @param stop undoes what was just started */
  push(stop: () => unknown): void {
    this.steps.push(stop);
  }

  /** Once only; later calls wait for the first. */
  stop(): Promise<void> {
    return (this.stopping ??= this.undo());
  }

  private async undo(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step();
  }
}
