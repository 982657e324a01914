import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Case {
  readonly path: string;
  readonly code: string;
  readonly rule: string | undefined;
}

const imports = '@typescript-eslint/no-restricted-imports';
const refused = (rule: string, path: string, ...codes: string[]): Case[] => codes.map((code) => ({ path, code, rule }));
const allowed = (path: string, ...codes: string[]): Case[] => codes.map((code) => ({ path, code, rule: undefined }));

const dossier = 'libs/dossier/src/x.ts';
const cases: readonly Case[] = [
  ...refused(
    imports,
    dossier,
    ...["import 'node:fs';", "import 'pg';", "import '#libs/event-store';", "import '#projections';"],
    ...["import 'typeorm';", "import '../../rules/src/days.js';", "import type { X } from 'uuid';"],
  ),
  ...refused('no-restricted-globals', dossier, 'process.cwd();', 'void fetch("x");', 'crypto.randomUUID();'),
  ...refused(
    'no-restricted-syntax',
    dossier,
    ...['new Date();', 'Date.now();', 'Date();', 'Math.random();', 'randomUUID();', 'void import("node:fs");'],
    ...['new Date(2026, 1, 1);', 'd.getHours();', 'd.setDate(1);', 'd.toLocaleDateString();', 'import.meta.url;'],
  ),
  ...allowed(
    dossier,
    ...["import '#libs/rules';", "import '#libs/subjects';", "import './y.js';", "import '../y.js';"],
    ...['new Date(0);', 'new Date(Date.UTC(2026, 1, 1));', 'd.getUTCDate();'],
  ),
  ...refused(imports, 'libs/rules/src/x.ts', "import '#libs/dossier';", "import 'node:crypto';"),
  ...refused('no-restricted-syntax', 'libs/rules/src/x.ts', 'new Date();'),
  ...refused('no-restricted-syntax', 'libs/subjects/src/x.ts', 'Math.random();'),
  ...allowed('libs/subjects/src/x.ts', "import '#libs/rules';"),

  ...refused(imports, 'libs/event-store/src/x.ts', "import 'pg';", "import '@eventstore/db-client';"),
  ...refused(imports, 'libs/event-store/src/x.ts', "import '#libs/event-store-postgres';"),
  ...refused(imports, 'libs/event-store-postgres/src/x.ts', "import '#libs/dossier';", "import '#libs/read-store';"),
  ...refused(imports, 'libs/event-store-postgres/src/x.ts', "import '#libs/event-store-eventstoredb';"),
  ...allowed('libs/event-store-postgres/src/x.ts', "import '#libs/event-store';", "import 'pg';"),
  ...refused(imports, 'libs/vault/src/x.ts', "import '../../../apps/operator/src/x.js';", "import '#projections';"),
  ...refused(imports, 'libs/vault/src/x.ts', "import '../../rules/src/x.js';"),
  ...refused(
    imports,
    'libs/vault/src/x.ts',
    ...["import '#libs/event-store-postgres';", "import '#libs/embedded-postgres';", "import '#libs/composition';"],
  ),
  ...refused(
    imports,
    'libs/composition/src/x.ts',
    ...["import '#libs/embedded-postgres';", "import '#projections';", "import '../../../apps/projector/src/x.js';"],
  ),
  ...allowed(
    'libs/composition/src/x.ts',
    ...["import '#libs/event-store-postgres';", "import '#libs/event-store-eventstoredb';", "import '#libs/vault';"],
  ),

  ...refused(
    imports,
    'projections/src/deadlines/x.ts',
    ...["import '#libs/event-store-postgres';", "import '@nestjs/cqrs';", "import '../../../apps/projector/src/x.js';"],
    ...["import '#libs/composition';"],
    ...["import { EventStore } from '#libs/event-store';", "import { decide } from '#libs/dossier';"],
  ),
  ...allowed(
    'projections/src/deadlines/x.ts',
    ...["import type { RecordedEvent } from '#libs/event-store';", "import '#libs/read-store';", "import 'typeorm';"],
  ),

  ...refused(
    imports,
    'apps/command-api/src/x.ts',
    "import '../../query-api/src/x.js';",
    "import '../../standalone/src/x.js';",
  ),
  ...refused(imports, 'apps/query-api/src/queries/x.ts', "import '../../../command-api/src/x.js';"),
  ...refused(imports, 'apps/query-api/src/queries/x.ts', "import '#libs/composition';"),
  ...refused(imports, 'apps/projector/src/x.ts', "import '#libs/event-store-postgres';"),
  ...refused(imports, 'apps/projector/src/x.ts', "import '#libs/embedded-postgres';"),
  ...refused(imports, 'apps/standalone/src/x.ts', "import '#libs/event-store-eventstoredb';"),
  ...allowed('apps/query-api/src/process.ts', "import '#libs/composition';", "import '#projections';"),
  ...allowed('apps/standalone/src/x.ts', "import '#libs/embedded-postgres';", "import '#libs/composition';"),
  ...refused(
    imports,
    'apps/command-api/src/x.ts',
    "import { EventBus } from '@nestjs/cqrs';",
    "import { Saga } from '@nestjs/cqrs';",
  ),
  ...refused(
    imports,
    'apps/standalone/src/x.ts',
    "import '../../operator/src/x.js';",
    "import '../../../libs/rules/src/x.js';",
  ),
  ...allowed('apps/command-api/src/x.ts', "import { CommandBus } from '@nestjs/cqrs';", "import './http/x.js';"),
  ...allowed('apps/standalone/src/x.ts', "import '../../command-api/src/x.js';"),
  ...allowed('apps/operator/src/x.ts', "import '../../standalone/src/x.js';"),

  ...refused(
    'no-restricted-syntax',
    'apps/command-api/src/x.controller.ts',
    "import type { OpenDto } from './open.js';",
  ),
  ...refused(
    'no-restricted-syntax',
    'apps/command-api/src/x.controller.ts',
    "import { type OpenDto } from './open.js';",
  ),
  ...allowed('libs/dossier/src/x.spec.ts', "import 'node:fs';", 'new Date();'),
];

// ESLint loads its configuration as a module of node, which the module system of the tests does not do for it.
const program = `
  import { ESLint } from 'eslint';
  import tseslint from 'typescript-eslint';
  const cases = JSON.parse(process.argv[1]);
  const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
  const out = [];
  for (const { path, code } of cases) {
    const [result] = await eslint.lintText(code, { filePath: path });
    out.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
  }
  console.log(JSON.stringify(out));
`;

describe('the lint rules keep the directions of imports and the purity of the domain', () => {
  let found: string[][];
  const guards = new Set([imports, 'no-restricted-globals', 'no-restricted-syntax']);

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program, JSON.stringify(cases)],
      { cwd: process.cwd(), maxBuffer: 1 << 24 },
    );
    found = JSON.parse(stdout) as string[][];
  }, 60_000);

  it.each(cases.map((one, index) => ({ ...one, index })))('$path: $code → $rule', ({ index, rule }) => {
    const messages = (found[index] ?? ['not linted']).filter((id) => guards.has(id) || !/^@?[\w/-]+$/.test(id));
    expect(rule === undefined ? messages : messages.slice(0, 1)).toEqual(rule === undefined ? [] : [rule]);
  });
});
