import type { DemonstrationLogin } from '../banner.js';

/** What somebody who opens the demonstration for the first time can do, as a part of the first page. */
export function firstSteps(
  base: string,
  logins: readonly DemonstrationLogin[],
  escape: (text: string) => string,
): string {
  const steps = STEPS.map(
    ({ zh, en, commands }) => `<li>
          <p>${escape(zh)} <span lang="en">${escape(en)}</span></p>
          <pre><code>${escape(commands(base).join('\n'))}</code></pre>
        </li>`,
  ).join('\n        ');
  const rows = logins
    .map(
      ({ account, zh, en }) =>
        `<tr><td><code>${escape(account)}</code></td><td>${escape(zh)}</td><td lang="en">${escape(en)}</td></tr>`,
    )
    .join('\n          ');
  return `<h2>先试试这些 <span lang="en">What to try first</span></h2>
      <p>名单上已有约八十个虚构主体，处于各种状态。下面的命令依次在同一个终端里运行。
        <span lang="en">Some eighty fictitious subjects are on the lists, in every state. Run these one after the other in one terminal.</span></p>
      <ol>
        ${steps}
      </ol>
      <h2>演示账号 <span lang="en">Accounts</span></h2>
      <p>没有密码：第一条命令里换一个账号即可。 <span lang="en">No passwords: put another account into the first command.</span></p>
      <table>
        <tbody>
          ${rows}
        </tbody>
      </table>`;
}

interface FirstStep {
  readonly zh: string;
  readonly en: string;
  readonly commands: (base: string) => readonly string[];
}

/** Reads a field of the JSON that comes in; node is there, since the product runs on it. */
const pick = (field: string): string => `node -pe 'JSON.parse(fs.readFileSync(0)).${field}'`;

const STEPS: readonly FirstStep[] = [
  {
    zh: '登录：取得经办人的令牌。',
    en: 'Log in: a token for a drafter.',
    commands: (base) => [
      `TOKEN=$(curl -s ${base}/demo/tokens -H 'Content-Type: application/json' \\`,
      `  -d '{"officialId":"a-drafter"}' | ${pick('token')})`,
    ],
  },
  {
    zh: '看黑名单；status=READY 是等待认定的。',
    en: 'Browse the black list; status=READY are those that wait for a decision.',
    commands: (base) => [
      `curl -s "${base}/lists/black?limit=5" -H "Authorization: Bearer $TOKEN"`,
      `curl -s "${base}/lists/black?status=READY" -H "Authorization: Bearer $TOKEN"`,
    ],
  },
  {
    zh: '看企业甲（X）的全部经过：先列入红名单，后列入黑名单。',
    en: 'The whole story of enterprise X: first on the red list, then on the black one.',
    commands: (base) => [
      `SUBJECT=$(curl -s "${base}/lists/black?q=91640100MA00TE5T0A" \\`,
      `  -H "Authorization: Bearer $TOKEN" | ${pick('items[0].subjectId')})`,
      `curl -s "${base}/subjects/$SUBJECT/timeline" -H "Authorization: Bearer $TOKEN"`,
    ],
  },
  {
    zh: '看本单位已逾期的期限。',
    en: 'Deadlines of the unit that were missed.',
    commands: (base) => [`curl -s "${base}/deadlines?state=MISSED" -H "Authorization: Bearer $TOKEN"`],
  },
  {
    zh: '把演示时钟拨到三个月后：到期的自动退出，逾期的记录在案。时钟只能向前。',
    en: 'Put the clock three months ahead: what expires leaves the lists, what is late is recorded. It never goes back.',
    commands: (base) => [
      `curl -s ${base}/demo/clock -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\`,
      `  -d "{\\"now\\":\\"$(node -pe 'new Date(Date.now()+90*864e5).toISOString()')\\"}"`,
    ],
  },
];
