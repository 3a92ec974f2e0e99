// Prepares the data of the notes service, in the file that $DATA names, and ends.
import { access, writeFile } from 'node:fs/promises';

const { DATA } = process.env;
const exists = await access(DATA).then(
  () => true,
  () => false,
);
if (!exists) await writeFile(DATA, JSON.stringify([{ note: 'written by the migration' }]));
console.log(exists ? `${DATA} is there already` : `${DATA} is prepared`);
