import { Controller, Get, Header, Headers, Inject, Module, type DynamicModule } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PublicRoute } from '#libs/access';
import type { Mode } from '#libs/platform';
import type { DemonstrationLogin, Link } from './banner.js';
import { firstSteps } from './demonstration/first-steps.js';

export interface LandingContent {
  readonly mode: Mode;
  readonly links: readonly Link[];
  /** Accounts to try; only in the demonstration. */
  readonly logins?: readonly DemonstrationLogin[];
}

const LANDING = Symbol('landing');
/** What stands in the commands to copy: nothing that a shell could take for more than an address. */
const HOST = /^[a-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-f:]{2,45}\](:\d{1,5})?$/i;

/** The first page: what this is and where to go, in Chinese and English. No script, no inline style. */
@Controller()
@ApiExcludeController()
@PublicRoute()
export class LandingController {
  constructor(@Inject(LANDING) private readonly content: LandingContent) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  read(@Headers('host') host: string | undefined): string {
    return landingPage(this.content, `http://${host !== undefined && HOST.test(host) ? host : 'localhost:3000'}`);
  }

  @Get('landing.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  style(): string {
    return STYLE;
  }
}

@Module({})
export class LandingModule {
  static forRoot(content: LandingContent): DynamicModule {
    return {
      module: LandingModule,
      controllers: [LandingController],
      providers: [{ provide: LANDING, useValue: content }],
    };
  }
}

/** @param base address under which the reader came, for commands to copy */
export function landingPage({ mode, links, logins = [] }: LandingContent, base = 'http://localhost:3000'): string {
  const items = links
    .map(
      ({ path, zh, en }) =>
        `<li><a href="${escape(path)}">${escape(zh)} <span lang="en">${escape(en)}</span></a> <code>${escape(path)}</code></li>`,
    )
    .join('\n        ');
  const notice =
    mode === 'demonstration'
      ? `<p class="notice" role="note">这是演示环境：单位、人员和名单均为虚构，只能从本机访问。
        <span lang="en">This is a demonstration: units, persons and entries are fictitious, and it listens on this machine only.</span></p>`
      : '';
  return `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>名单 Mingdan</title>
    <link rel="stylesheet" href="/landing.css">
  </head>
  <body>
    <main>
      <h1>名单 <span lang="en">Mingdan</span></h1>
      <p>红名单、黑名单与重点关注名单的全生命周期服务：每一次处理都是不可更改的事件，名单、期限与时间线都由事件得出。</p>
      <p lang="en">The system of record for red, black and focus lists: every act is an immutable event, and lists, deadlines and timelines follow from the events.</p>
      ${notice}
      <ul>
        ${items}
      </ul>
      ${mode === 'demonstration' && logins.length > 0 ? firstSteps(base, logins, escape) : ''}
    </main>
  </body>
</html>
`;
}

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 1.75rem; margin: 0 0 1rem; }
.notice { border-left: 4px solid #b7791f; padding: 0.25rem 1rem; }
li { margin: 0.35rem 0; }
code { opacity: 0.75; }
pre { overflow-x: auto; padding: 0.5rem 0.75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
pre code { opacity: 1; }
td { padding: 0.1rem 0.75rem 0.1rem 0; vertical-align: top; }
`;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
