import type { Mode } from '#libs/platform';

/** An address worth opening. */
export interface Link {
  /** Starts with `/`. */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

/** A fictitious person to act as; only in the demonstration. */
export interface DemonstrationLogin {
  /** What to give the demonstration issuer. */
  readonly account: string;
  readonly zh: string;
  readonly en: string;
}

export interface BannerContent {
  readonly mode: Mode;
  /** `http://127.0.0.1:3000`, without a slash at the end. */
  readonly base: string;
  readonly links: readonly Link[];
  readonly logins: readonly DemonstrationLogin[];
  /** Where the data are, for a person to read. */
  readonly data: string;
  readonly startedInMs: number;
}

/** What a person sees when everything is up. */
export function banner(content: BannerContent): string {
  const { mode, base, links, logins, data } = content;
  const rows: (readonly [string, string])[] = [
    ['首页 Start', `${base}/`],
    ...links.map(({ path, zh, en }) => [`${zh} ${en}`, base + path] as const),
    ['数据 Data', data],
  ];
  const lines = [
    '',
    mode === 'demonstration'
      ? 'Mingdan 名单 · 演示 DEMONSTRATION: 数据均为虚构 fictitious data, 仅限本机 this machine only'
      : 'Mingdan 名单',
    '',
    ...columns(rows),
  ];
  if (mode === 'demonstration' && logins.length > 0) {
    lines.push(
      '',
      '  演示身份 Log in as',
      ...columns(logins.map(({ account, zh, en }) => [account, `${zh} ${en}`] as const)),
    );
  }
  lines.push('', `  ${(content.startedInMs / 1000).toFixed(1)} s · Ctrl-C 停止 stops it`, '');
  return lines.join('\n');
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(0, ...rows.map(([left]) => width(left)));
  return rows.map(([left, right]) => `  ${left}${' '.repeat(widest - width(left))}  ${right}`);
}

/** Columns a text takes in a terminal: a Han character takes two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}
