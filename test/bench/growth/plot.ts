import type { Growth } from './result.js';

/** A line of a panel: values by the size of the log. */
interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [520, 320, 62, 40, 44, 14];
const LEGEND_LINE = 18;
/** Lines across within a decade. */
const STEPS = [1, 2, 5];
/** Told apart also by those who do not tell red from green, together with the marks. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9'];

/** The growth as an SVG of two panels, both axes logarithmic: what an event costs, and how long 95 of 100 requests take. */
export function plot({ points, version, machine, at }: Growth): string {
  const series = (values: (point: Growth['points'][number]) => Readonly<Record<string, number>>): readonly Line[] => {
    const names = new Set(points.flatMap((point) => Object.keys(values(point))));
    return [...names].map((name) => ({
      name,
      points: points.flatMap((point) => {
        const y = values(point)[name];
        return y === undefined ? [] : [{ x: point.events, y }];
      }),
    }));
  };
  const panels: readonly Panel[] = [
    { title: 'cost of an event, µs', lines: series(({ costs }) => costs) },
    {
      title: '95 of 100 requests take at most, ms',
      lines: series(({ latencies }) =>
        Object.fromEntries(Object.entries(latencies).map(([name, { p95 }]) => [name, p95])),
      ),
    },
  ];
  const legend = Math.max(...panels.map(({ lines }) => lines.length)) * LEGEND_LINE;
  const [width, height] = [WIDTH * panels.length, HEIGHT + legend + 40];
  const about = `${version}; node ${machine.node}, ${machine.cores} cores (${machine.processor}); ${at.slice(0, 10)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      'font-family="sans-serif" font-size="12" role="img">',
    '<title>How cost grows with the log</title>',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...panels.map((panel, n) => `<g transform="translate(${n * WIDTH} 0)">${panelSvg(panel)}</g>`),
    `<text x="${LEFT}" y="${height - 12}" fill="#555">${escaped(about)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function panelSvg({ title, lines }: Panel): string {
  const all = lines.flatMap(({ points }) => points);
  const [x0, x1] = decades(all.map(({ x }) => x));
  const [y0, y1] = decades(all.map(({ y }) => y));
  const x = (value: number): string =>
    ((Math.log10(value) - x0) * ((WIDTH - LEFT - RIGHT) / (x1 - x0)) + LEFT).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - BOTTOM - (Math.log10(value) - y0) * ((HEIGHT - TOP - BOTTOM) / (y1 - y0))).toFixed(1);
  const [left, right, top, bottom] = [x(10 ** x0), x(10 ** x1), y(10 ** y1), y(10 ** y0)];
  const grid = [
    ...range(x0, x1).map((decade) => {
      const at = x(10 ** decade);
      return (
        `<line x1="${at}" y1="${top}" x2="${at}" y2="${bottom}" stroke="#ddd"/>` +
        `<text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${power(decade)}</text>`
      );
    }),
    ...range(y0, y1).flatMap((decade) =>
      STEPS.filter((step) => step === 1 || decade < y1).map((step) => {
        const at = y(step * 10 ** decade);
        const label =
          step === 1 ? power(decade) : decade <= 3 ? String(Number((step * 10 ** decade).toPrecision(1))) : '';
        return (
          `<line x1="${left}" y1="${at}" x2="${right}" y2="${at}" stroke="${step === 1 ? '#ccc' : '#eee'}"/>` +
          `<text x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${label}</text>`
        );
      }),
    ),
  ];
  return [
    `<text x="${LEFT}" y="22" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    `<text x="${right}" y="${HEIGHT - 8}" text-anchor="end">events in the log</text>`,
    ...lines.map(({ name, points }, n) => {
      const colour = COLOURS[n % COLOURS.length] ?? '';
      const path = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`).join(' ');
      const marks = points.map(
        (point) =>
          `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3" fill="${colour}">` +
          `<title>${escaped(name)}, ${point.x} events: ${shown(point.y)}</title></circle>`,
      );
      const from = shown(points[0]?.y);
      const to = shown(points.at(-1)?.y);
      const line = HEIGHT + 8 + n * LEGEND_LINE;
      return [
        `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...marks,
        `<line x1="${LEFT}" y1="${line}" x2="${LEFT + 22}" y2="${line}" stroke="${colour}" stroke-width="3"/>`,
        `<text x="${LEFT + 30}" y="${line + 4}">${escaped(name)}: ${from} → ${to}</text>`,
      ].join('');
    }),
  ].join('\n');
}

/** The decades round these values, one at least. */
function decades(values: readonly number[]): readonly [number, number] {
  const logs = values.map((value) => Math.log10(value));
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return [low, Math.max(high, low + 1)];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

function power(decade: number): string {
  return decade >= -2 && decade <= 3 ? String(10 ** decade) : `10<tspan dy="-5" font-size="9">${decade}</tspan>`;
}

/** Three digits that say something: 2810, 28.1, 0.281. */
function shown(value = NaN): string {
  return String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
