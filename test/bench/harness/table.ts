import type { Ratio, Result, Series } from './interleave.js';
import type { Role } from './measure.js';
import type { Report } from './report.js';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** The report as it is printed: what was measured on what, and one Markdown table. */
export function table({ heading, results }: Pick<Report, 'heading' | 'results'>): string {
  const has = (role: Role): boolean => results.some(({ ratios }) => ratios.some((ratio) => ratio.role === role));
  const others = (['peer', 'limit'] as const).filter(has);
  const goals = results.some(({ goal }) => goal !== undefined);
  const head = [
    'measure',
    'ours',
    ...others,
    ...others.map((role) => `ours / ${role}`),
    'rounds',
    ...(goals ? ['goal'] : []),
  ];
  const rows = results.map((result) => [
    result.name,
    `${cell(result.contestants.find(({ role }) => role === 'ours'))} ${result.unit}/s`,
    ...others.map((role) => list(result.contestants, role, (series) => `${cell(series)} ${series.name}`)),
    ...others.map((role) => list(result.ratios, role, ratioCell)),
    String(result.contestants[0]?.samples.length ?? 0),
    ...(goals ? [goalCell(result)] : []),
  ]);
  return [...heading, '', ...markdown([head, ...rows]), ...waited(results)].join('\n');
}

/** What stands below the table: how long one was waited for, where that was measured. */
function waited(results: readonly Result[]): readonly string[] {
  const lines = results.flatMap(({ name, contestants }) => {
    const of = contestants.flatMap(({ name: who, latency }) =>
      latency === undefined ? [] : [`${milliseconds(latency.p50)} and ${milliseconds(latency.p95)} ${who}`],
    );
    return of.length === 0 ? [] : [`- ${name}: ${of.join('; ')}`];
  });
  return lines.length === 0 ? [] : ['', 'Milliseconds of one, p50 and p95:', '', ...lines];
}

function milliseconds(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}

function list<T extends { readonly role: Role }>(all: readonly T[], role: Role, show: (one: T) => string): string {
  return all
    .filter((one) => one.role === role)
    .map(show)
    .join('; ');
}

function cell(series: Series | undefined): string {
  return series === undefined ? '' : number.format(series.median);
}

function ratioCell({ median, least, most }: Ratio): string {
  return `${median.toFixed(2)}× (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function goalCell({ goal, ratios }: Result): string {
  if (goal === undefined) return '';
  const { named } = goal;
  const aimedAt = ratios.find(({ role, against }) => role === goal.against && (named ?? against) === against);
  const ratio = aimedAt?.median ?? NaN;
  const met = ratio >= goal.wanted ? 'better than wanted' : ratio >= goal.required ? 'reached' : 'not reached';
  const whom = named === undefined ? '' : ` (${named})`;
  return `${goal.required}×, wanted ${goal.wanted}×${whom}: ${met}`;
}

/** A Markdown table; the first row is its head. */
export function markdown(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)];
}
