import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFiles } from './example-files.js';

// Writes the example lists into a folder: see examples/README.md.
const [folder = 'examples'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [name, bytes] of Object.entries(exampleFiles())) await writeFile(join(folder, name), bytes);
