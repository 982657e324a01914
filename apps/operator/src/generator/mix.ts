/** One way a dossier can be: a template, and after how many events it ends. */
export interface Stage<T> {
  readonly of: T;
  readonly length: number;
}

/**
 * Every stage of every template with its share, such that a dossier has so many events on average. Without a wish each
 * template has the same share and so has each of its stages; otherwise short ones are favoured, or long ones, all by
 * the same rule, so that none is left out.
 */
export class Mix<T> {
  private readonly upTo: readonly number[];
  /** Events of a dossier on average. */
  readonly mean: number;

  /** @throws RangeError when no mix of these stages has that average */
  constructor(
    private readonly stages: readonly Stage<T>[],
    wanted?: number,
  ) {
    const lengths = stages.map(({ length }) => length);
    const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
    if (wanted !== undefined && !(wanted > least && wanted < most)) {
      throw new RangeError(`a dossier has more than ${least} and fewer than ${most} events on average`);
    }
    const perTemplate = new Map<T, number>();
    for (const { of } of stages) perTemplate.set(of, (perTemplate.get(of) ?? 0) + 1);
    const base = stages.map(({ of }) => 1 / (perTemplate.get(of) ?? 1));
    const weights = (tilt: number): number[] =>
      lengths.map((length, at) => (base[at] ?? 0) * Math.exp(tilt * (length - (tilt > 0 ? most : least))));
    const mean = (tilt: number): number => {
      const all = weights(tilt);
      return sum(all.map((weight, at) => weight * (lengths[at] ?? 0))) / sum(all);
    };
    let [low, high] = wanted === undefined ? [0, 0] : [-8, 8];
    for (let step = 0; step < 60 && wanted !== undefined; step += 1) {
      const middle = (low + high) / 2;
      [low, high] = mean(middle) < wanted ? [middle, high] : [low, middle];
    }
    this.mean = mean(low);
    const all = weights(low);
    const whole = sum(all);
    let reached = 0;
    this.upTo = all.map((weight) => (reached += weight / whole));
  }

  /** @param share 0 up to 1 */
  at(share: number): Stage<T> {
    let [low, high] = [0, this.stages.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.upTo[middle] ?? 1) <= share) low = middle + 1;
      else high = middle;
    }
    const stage = this.stages[low];
    if (stage === undefined) throw new RangeError('there are no stages');
    return stage;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
