/** How often the memory of the process is looked at. */
const LOOK_MS = 200;
const MEGABYTE = 1_048_576;

/** What some work takes of this process, from now until it is ended. */
export class Effort {
  private readonly began = performance.now();
  private readonly usedBefore = process.cpuUsage();
  private most = process.memoryUsage.rss();
  private ended: { readonly at: number; readonly used: NodeJS.CpuUsage } | undefined;
  private readonly timer = setInterval(() => (this.most = Math.max(this.most, process.memoryUsage.rss())), LOOK_MS);

  get seconds(): number {
    return ((this.ended?.at ?? performance.now()) - this.began) / 1_000;
  }

  /** Of all its threads: garbage is collected beside the work. */
  get processorSeconds(): number {
    const { user, system } = this.ended?.used ?? process.cpuUsage(this.usedBefore);
    return (user + system) / 1e6;
  }

  /** The most that was resident. */
  get megabytes(): number {
    return Math.round(this.most / MEGABYTE);
  }

  end(): void {
    clearInterval(this.timer);
    this.ended ??= { at: performance.now(), used: process.cpuUsage(this.usedBefore) };
  }
}
