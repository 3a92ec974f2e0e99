// An API over the notes in the file that $DATA names. Without the file it ends at once, so the migration has to come first.
import { access, readFile } from 'node:fs/promises';
import { serve } from './server.mjs';

const { DATA } = process.env;
await access(DATA);

serve(async ({ pathname }) => {
  if (pathname === '/health') return { body: { status: 'ok' } };
  return { body: JSON.parse(await readFile(DATA, 'utf8')) };
});
